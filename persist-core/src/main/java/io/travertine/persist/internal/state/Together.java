package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import java.util.ArrayList;
import java.util.List;

/**
 * A command and others that go along, one after the other, in one version; without the first there
 * is no version.
 *
 * <p>No two merges go along: one could replace what the other has just put there, and that would be
 * in no version, so nobody would ever collect it.
 */
public record Together<R>(Command<R> first, List<Command<?>> others)
    implements Command<Together.Results<R>> {

  public Together {
    others = List.copyOf(others);
    if (others.stream().filter(ApplyMerge.class::isInstance).count() > 1) {
      throw new IllegalArgumentException("two merges in one version");
    }
  }

  /**
   * What each learns.
   *
   * @param others in their order; none if there is nothing to commit
   */
  public record Results<R>(R first, List<Object> others) {}

  @Override
  public boolean isAllowedOnTombstone() {
    return first.isAllowedOnTombstone();
  }

  @Override
  public boolean isWrite() {
    return first.isWrite();
  }

  @Override
  public Transition<Results<R>> apply(SeqNo next, Contents now) {
    Transition<R> alone = first.apply(next, now);
    if (!(alone instanceof Transition.Commit<R> commit)) {
      return new Transition.NoOp<>(new Results<>(alone.result(), List.of()));
    }
    Contents contents = commit.next();
    List<Object> results = new ArrayList<>(others.size());
    for (Command<?> other : others) {
      Transition<?> transition = other.apply(next, contents);
      if (transition instanceof Transition.Commit<?> more) {
        contents = more.next();
      }
      results.add(transition.result());
    }
    return new Transition.Commit<>(contents, new Results<>(commit.result(), results));
  }
}
