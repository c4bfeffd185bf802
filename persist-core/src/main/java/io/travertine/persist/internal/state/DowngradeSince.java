package io.travertine.persist.internal.state;

import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.time.Frontier;
import java.util.Optional;

/**
 * Moves the holds of a leased reader forward, and counts as a sign of life. A since that is not
 * later leaves the reader's as it is, and still commits.
 *
 * @param outstanding the least version the reader still has parts of
 */
public record DowngradeSince(
    LeasedReaderId reader, Optional<SeqNo> outstanding, Frontier newSince, long nowMillis)
    implements Command<DowngradeOutcome> {

  @Override
  public Transition<DowngradeOutcome> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      return new Transition.NoOp<>(new DowngradeOutcome.Held(now.trace().since()));
    }
    Optional<LeasedReader> registered = now.leasedReaders().get(reader);
    if (registered.isEmpty()) {
      return new Transition.NoOp<>(new DowngradeOutcome.Expired());
    }
    LeasedReader known = registered.get();
    SeqNo held = outstanding.filter(seqNo -> seqNo.isBefore(next)).orElse(next);
    if (held.isBefore(known.seqNo())) {
      throw new IllegalStateException(
          "reader " + reader + " would hold " + held + " again, having let go of " + known.seqNo());
    }
    boolean advances = known.since().lessThan(newSince);
    Frontier since = advances ? newSince : known.since();
    LeasedReader moved =
        new LeasedReader(
            held,
            since,
            Math.max(known.heartbeatMillis(), nowMillis),
            known.leaseMillis(),
            known.label());
    Contents changed = now.withLeasedReaders(now.leasedReaders().with(reader, moved));
    return new Transition.Commit<>(
        advances ? Sinces.recomputed(changed) : changed, new DowngradeOutcome.Held(since));
  }
}
