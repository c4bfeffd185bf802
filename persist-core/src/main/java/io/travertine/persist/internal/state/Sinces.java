package io.travertine.persist.internal.state;

import io.travertine.persist.time.Frontier;
import java.util.Optional;

/** What the readers together still want to tell apart (spec §4.6). */
final class Sinces {

  private Sinces() {}

  /** The earliest since of the critical readers, if there are any. */
  static Optional<Frontier> ofCriticalReaders(Contents now) {
    Optional<Frontier> meet = Optional.empty();
    for (var row : now.criticalReaders()) {
      meet = earlier(meet, row.getValue().since());
    }
    return meet;
  }

  /**
   * The contents with the shard's since at the meet of all its readers'. Without readers it stays.
   *
   * <p>Called only when a reader has moved its since. When one expires the others' holds must
   * <em>not</em> take effect: a process with several handles that was away for longer than its
   * leases would otherwise lose everything up to the last one's (#22789).
   */
  static Contents recomputed(Contents now) {
    Optional<Frontier> meet = ofCriticalReaders(now);
    for (var row : now.leasedReaders()) {
      meet = earlier(meet, row.getValue().since());
    }
    return meet.isEmpty() ? now : now.withTrace(now.trace().downgradedTo(meet.get()));
  }

  private static Optional<Frontier> earlier(Optional<Frontier> meet, Frontier since) {
    return Optional.of(meet.isEmpty() ? since : meet.get().meet(since));
  }
}
