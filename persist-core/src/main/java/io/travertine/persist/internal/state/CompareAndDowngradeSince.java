package io.travertine.persist.internal.state;

import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.time.Frontier;
import java.util.Optional;

/**
 * Moves the hold of a critical reader forward if its token is {@code expectedOpaque}. A mismatch
 * commits a version as well, so that the answer is linearized. A since that would go back stays,
 * and the token changes all the same: a new leader fences the old one off however little it knows.
 */
public record CompareAndDowngradeSince(
    CriticalReaderId reader,
    String opaqueCodec,
    long expectedOpaque,
    long newOpaque,
    Frontier newSince)
    implements Command<CriticalDowngradeOutcome> {

  @Override
  public Transition<CriticalDowngradeOutcome> apply(SeqNo seqNo, Contents now) {
    if (now.isTombstone()) {
      return new Transition.NoOp<>(
          new CriticalDowngradeOutcome.Held(expectedOpaque, now.trace().since()));
    }
    Optional<CriticalReader> registered = now.criticalReaders().get(reader);
    if (registered.isEmpty()) {
      return new Transition.NoOp<>(new CriticalDowngradeOutcome.Unknown());
    }
    CriticalReader known = registered.get();
    if (!known.opaqueCodec().equals(opaqueCodec)) {
      throw new IllegalStateException(
          "token of " + reader + " is a " + known.opaqueCodec() + ", not a " + opaqueCodec);
    }
    if (known.opaque() != expectedOpaque) {
      return new Transition.Commit<>(
          now, new CriticalDowngradeOutcome.OpaqueMismatch(known.opaque(), known.since()));
    }
    boolean advances = known.since().lessEqual(newSince);
    Frontier since = advances ? newSince : known.since();
    CriticalReader moved = new CriticalReader(since, newOpaque, opaqueCodec, known.label());
    Contents next = now.withCriticalReaders(now.criticalReaders().with(reader, moved));
    return new Transition.Commit<>(
        advances ? Sinces.recomputed(next) : next,
        new CriticalDowngradeOutcome.Held(newOpaque, since));
  }
}
