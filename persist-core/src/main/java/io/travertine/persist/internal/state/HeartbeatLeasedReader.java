package io.travertine.persist.internal.state;

import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SeqNo;
import java.util.Optional;

/** A sign of life. The result is whether the reader is (still) registered, and is linearized. */
public record HeartbeatLeasedReader(LeasedReaderId reader, long nowMillis)
    implements Command<Boolean> {

  @Override
  public Transition<Boolean> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      return new Transition.NoOp<>(false);
    }
    Optional<LeasedReader> known = now.leasedReaders().get(reader);
    if (known.isEmpty()) {
      return new Transition.Commit<>(now, false);
    }
    return new Transition.Commit<>(
        now.withLeasedReaders(now.leasedReaders().with(reader, known.get().seenAt(nowMillis))),
        true);
  }
}
