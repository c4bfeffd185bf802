package io.travertine.persist;

import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.internal.io.HeldPart;
import io.travertine.persist.internal.io.ReadFilter;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.machine.ReadHolds;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands out the parts of one read, each with a lease of its own on the state they were found in.
 */
final class LeasedParts {

  private LeasedParts() {}

  /**
   * Leases of {@code parts}.
   *
   * @param lease on the state that refers to them; stays with the caller
   */
  static List<LeasedPart> of(
      OpenShard<?, ?> shard,
      LeasedReaderId reader,
      ReadHolds.Lease lease,
      ReadFilter filter,
      List<RegisteredPart> parts) {
    List<LeasedPart> leased = new ArrayList<>(parts.size());
    try {
      for (RegisteredPart part : parts) {
        HeldPart held =
            new HeldPart(shard.data().shardId(), reader, lease.state().seqNo(), filter, part);
        leased.add(new LeasedPart(shard, held, lease.another()));
      }
      return leased;
    } catch (RuntimeException e) {
      leased.forEach(LeasedPart::close);
      throw e;
    }
  }
}
