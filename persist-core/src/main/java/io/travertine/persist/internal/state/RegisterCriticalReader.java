package io.travertine.persist.internal.state;

import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.time.Frontier;

/**
 * Adds a reader whose hold never expires, at the shard's since. One that is known already keeps its
 * since and its token.
 *
 * <p>On a tombstone nothing is registered; the result then has since {@code []}.
 */
public record RegisterCriticalReader(
    CriticalReaderId reader, HandleLabel label, long initialOpaque, String opaqueCodec)
    implements Command<CriticalReader> {

  @Override
  public Transition<CriticalReader> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      Frontier never = Frontier.empty(now.trace().domain());
      return new Transition.NoOp<>(new CriticalReader(never, initialOpaque, opaqueCodec, label));
    }
    CriticalReader registered =
        now.criticalReaders()
            .get(reader)
            .map(
                known ->
                    new CriticalReader(known.since(), known.opaque(), known.opaqueCodec(), label))
            .orElseGet(
                () -> new CriticalReader(now.trace().since(), initialOpaque, opaqueCodec, label));
    return new Transition.Commit<>(
        now.withCriticalReaders(now.criticalReaders().with(reader, registered)), registered);
  }
}
