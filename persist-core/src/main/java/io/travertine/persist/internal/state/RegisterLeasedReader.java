package io.travertine.persist.internal.state;

import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.time.Frontier;

/**
 * Adds a reader whose holds expire with its lease. It holds the version being committed, and starts
 * at the shard's since or, if asked and there are any, at the critical readers' (so that new
 * readers do not hold back a lagging since together, PR #26793).
 *
 * <p>On a tombstone nothing is registered; the result then has since {@code []}.
 */
public record RegisterLeasedReader(
    LeasedReaderId reader,
    HandleLabel label,
    long leaseMillis,
    long nowMillis,
    boolean startsAtCriticalSince)
    implements Command<LeasedReader> {

  @Override
  public Transition<LeasedReader> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      Frontier never = Frontier.empty(now.trace().domain());
      return new Transition.NoOp<>(new LeasedReader(next, never, nowMillis, leaseMillis, label));
    }
    Frontier since = now.trace().since();
    if (startsAtCriticalSince) {
      since = Sinces.ofCriticalReaders(now).orElse(since);
    }
    LeasedReader registered = new LeasedReader(next, since, nowMillis, leaseMillis, label);
    return new Transition.Commit<>(
        now.withLeasedReaders(now.leasedReaders().with(reader, registered)), registered);
  }
}
