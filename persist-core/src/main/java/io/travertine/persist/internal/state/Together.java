package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import java.util.ArrayList;
import java.util.List;

/**
 * A command and others that go along, one after the other, in one version; without the first there
 * is no version.
 *
 * <p>A merge comes last, and is the only one: another could replace what it has just put there, and
 * a hold that moves could let its closed history go; that would be in no version, so nobody would
 * ever collect it.
 */
public record Together<R>(Command<R> first, List<Command<?>> others)
    implements Command<Together.Results<R>> {

  public Together {
    others = List.copyOf(others);
    if (others.stream()
        .limit(Math.max(0, others.size() - 1))
        .anyMatch(ApplyMerge.class::isInstance)) {
      throw new IllegalArgumentException("a merge that is not the last of a version");
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
