package io.travertine.persist.internal.machine;

import io.travertine.persist.data.Schema;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.state.Maintenance;
import java.util.List;

/** Is told what background work a commit asks for. Must neither wait nor fail. */
public interface MaintenanceListener {

  /** Does nothing. */
  MaintenanceListener NONE = (machine, due, requests) -> {};

  /**
   * @param machine of the shard that was committed to
   */
  void due(Machine machine, Maintenance due, List<MergeRequest> requests);

  /** Is told of columns that keys and values have: of more, or fewer, than were known before. */
  default void columns(Schema key, Schema value) {}

  /** Whether it can do what compactions it is asked for; if not, others should be. */
  default boolean compacts() {
    return true;
  }
}
