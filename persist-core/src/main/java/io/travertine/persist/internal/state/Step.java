package io.travertine.persist.internal.state;

import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.RollupKey;
import java.util.OptionalLong;

/**
 * One pass of the command loop without its I/O (spec §4.1): what to compare-and-set, and what is
 * true if that commits.
 */
public sealed interface Step<R> {

  /** What the caller learns. */
  R result();

  /**
   * Commit {@code diff} as version {@code next.seqNo()}, expecting the version it was computed on.
   * Only then {@code next} is the state and {@code result} is true.
   */
  record Commit<R>(State next, StateDiff diff, R result, Maintenance maintenance)
      implements Step<R> {}

  /** There is nothing to commit; the result is not linearized. */
  record NoOp<R>(R result) implements Step<R> {}

  /**
   * Applies {@code command} to {@code state}.
   *
   * @throws PoisonedException if it would commit on a tombstone, or breaks an invariant
   */
  static <R> Step<R> of(State state, Command<R> command, StepContext context) {
    SeqNo next = state.seqNo().next();
    Transition<R> transition = command.apply(next, state.contents());
    if (transition instanceof Transition.NoOp<R> nothing) {
      return new NoOp<>(nothing.result());
    }
    if (state.isTombstone() && !command.isAllowedOnTombstone()) {
      throw new PoisonedException(
          "would commit " + command.getClass().getSimpleName() + " on tombstone " + state.shard());
    }
    Transition.Commit<R> commit = (Transition.Commit<R>) transition;
    Contents contents = Leases.expired(commit.next(), context.nowMillis());
    MaintenanceDue due =
        MaintenanceDue.of(next, contents, command.isWrite(), context.nowMillis(), context.policy());
    State committed = version(state, next, due.contents(), context);
    StateDiff diff = StateDiff.between(state, committed);
    assert diff.reproduces(state, committed);
    return new Commit<>(committed, diff, commit.result(), due.maintenance());
  }

  private static State version(State state, SeqNo next, Contents contents, StepContext context) {
    return new State(
        state.shard(),
        state.codecs(),
        state.applierVersion().max(context.version()),
        next,
        Math.max(context.nowMillis(), state.walltimeMillis() + 1),
        context.hostname(),
        contents);
  }

  /** Version 1 of a shard: nothing but its own rollup (spec §3.6). */
  static State initial(State unborn, long nowMillis, RollupKey rollup) {
    SeqNo first = unborn.seqNo().next();
    if (!rollup.seqNo().equals(first)) {
      throw new IllegalArgumentException("rollup " + rollup + " is not of the first version");
    }
    Contents contents =
        unborn
            .contents()
            .withRollups(
                SortedTable.<SeqNo, HollowRollup>empty()
                    .with(first, new HollowRollup(rollup, OptionalLong.empty())));
    return new State(
        unborn.shard(),
        unborn.codecs(),
        unborn.applierVersion(),
        first,
        Math.max(nowMillis, 1),
        unborn.hostname(),
        contents);
  }
}
