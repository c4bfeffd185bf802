package io.travertine.persist.internal.state;

import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.SeqNo;

/**
 * Removes a critical reader. The result is whether there was one. The shard's since stays where it
 * is (spec §4.6).
 */
public record ExpireCriticalReader(CriticalReaderId id) implements Command<Boolean> {

  @Override
  public Transition<Boolean> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      return new Transition.NoOp<>(false);
    }
    return new Transition.Commit<>(
        now.withCriticalReaders(now.criticalReaders().without(id)),
        now.criticalReaders().contains(id));
  }
}
