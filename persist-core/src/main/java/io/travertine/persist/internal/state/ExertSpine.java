package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.Spine;
import java.util.List;

/**
 * Works merges ahead with {@code fuel}, for compaction by hand (spec §5.6). The result is what
 * should now be compacted.
 */
public record ExertSpine(long fuel, long nowMillis, CompactionPolicy policy)
    implements Command<List<MergeRequest>> {

  @Override
  public Transition<List<MergeRequest>> apply(SeqNo next, Contents now) {
    if (now.isTombstone() || fuel <= 0 || now.trace().batches().size() < 2) {
      return new Transition.NoOp<>(List.of());
    }
    Spine.Pushed exerted = Claims.claimed(now.trace().exert(fuel), nowMillis, policy);
    return new Transition.Commit<>(now.withTrace(exerted.spine()), exerted.requests());
  }
}
