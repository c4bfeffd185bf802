package io.travertine.persist.internal.state;

import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.time.Frontier;
import java.util.Optional;

/**
 * Moves the hold of a critical reader forward if its token is {@code expectedOpaque}. A mismatch
 * commits a version as well, so that the answer is linearized. A since that would go back changes
 * nothing, not the token either; the result says what is durable.
 */
public record CompareAndDowngradeSince(
    CriticalReaderId reader,
    String opaqueCodec,
    long expectedOpaque,
    long newOpaque,
    Frontier newSince)
    implements Command<CriticalDowngradeOutcome> {

  @Override
  public Transition<CriticalDowngradeOutcome> apply(SeqNo next, Contents now) {
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
    if (!known.since().lessEqual(newSince)) {
      return new Transition.Commit<>(
          now, new CriticalDowngradeOutcome.Held(known.opaque(), known.since()));
    }
    CriticalReader moved = new CriticalReader(newSince, newOpaque, opaqueCodec, known.label());
    return new Transition.Commit<>(
        Sinces.recomputed(now.withCriticalReaders(now.criticalReaders().with(reader, moved))),
        new CriticalDowngradeOutcome.Held(newOpaque, newSince));
  }
}
