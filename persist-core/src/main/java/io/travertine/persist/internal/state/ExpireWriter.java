package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.WriterId;

/**
 * Removes a writer. The result is whether there was one. The shard's since stays where it is (spec
 * §4.6).
 */
public record ExpireWriter(WriterId id) implements Command<Boolean> {

  @Override
  public Transition<Boolean> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      return new Transition.NoOp<>(false);
    }
    return new Transition.Commit<>(
        now.withWriters(now.writers().without(id)), now.writers().contains(id));
  }
}
