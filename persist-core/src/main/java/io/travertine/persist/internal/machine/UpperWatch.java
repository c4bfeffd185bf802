package io.travertine.persist.internal.machine;

import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.internal.metrics.MachineMetrics;
import io.travertine.persist.internal.metrics.MachineMetrics.Wake;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Waiting for a shard to advance (spec §4.8): woken by commits of this process and by pushes of
 * others. One of those who wait looks in Consensus for all of them now and then; when nobody waits,
 * nobody looks. Thread-safe.
 */
final class UpperWatch {

  private final SharedState shared;
  private final Function<Deadline, State> refresh;
  private final BooleanSupplier live;
  private final PollPace pace;
  private final Clock clock;
  private final Seed seed;
  private final MachineMetrics metrics;

  /** Whether one of those who wait has taken it on to look. */
  private final AtomicBoolean watched = new AtomicBoolean();

  /**
   * @param refresh looks in Consensus, until a deadline
   * @param live whether pushes of others arrive
   */
  UpperWatch(
      SharedState shared,
      Function<Deadline, State> refresh,
      BooleanSupplier live,
      Clock clock,
      Seed seed,
      MachineMetrics metrics) {
    this.shared = shared;
    this.refresh = refresh;
    this.live = live;
    this.pace = new PollPace(clock.monotonicNanos());
    this.clock = clock;
    this.seed = seed;
    this.metrics = metrics;
  }

  /** The newest state is known now, because somebody looked or committed. */
  void known() {
    pace.known(clock.monotonicNanos());
  }

  /** A look would probably find something. */
  void hurry() {
    pace.hurry();
    shared.nudge();
  }

  /**
   * Waits until the shard's upper is beyond {@code frontier}.
   *
   * @throws DeadlineExceededException if it is not by the deadline
   */
  State awaitUpperPast(Frontier frontier, Deadline deadline) {
    boolean watching = false;
    boolean waited = false;
    boolean looked = false;
    try {
      while (true) {
        long nudges = shared.nudges();
        State state = shared.current();
        if (!state.upper().lessEqual(frontier)) {
          if (waited || looked) {
            metrics.woken(looked ? Wake.LOOK : Wake.NEWS);
          }
          return state;
        }
        long left = deadline.remainingNanos();
        if (left <= 0) {
          metrics.woken(Wake.DEADLINE);
          throw new DeadlineExceededException(notPast(frontier, state));
        }
        watching = watching || watched.compareAndSet(false, true);
        long pause = watching ? pace.pauseNanos(clock.monotonicNanos(), live.getAsBoolean()) : left;
        if (pause <= 0) {
          look(state, frontier, deadline);
          looked = true;
        } else {
          long jittered = (long) (pause * (1 + 0.1 * seed.fraction()));
          shared.awaitNews(state.seqNo(), nudges, Math.min(left, jittered), clock);
          waited = true;
          looked = false;
        }
      }
    } finally {
      if (watching) {
        watched.set(false);
        shared.nudge();
      }
    }
  }

  private static String notPast(Frontier frontier, State state) {
    return "upper of " + state.shard() + " is " + state.upper() + ", not past " + frontier;
  }

  private void look(State before, Frontier frontier, Deadline deadline) {
    boolean pushesArrive = live.getAsBoolean();
    boolean expected = pace.spend(clock.monotonicNanos());
    State after;
    try {
      after = refresh.apply(deadline);
    } catch (DeadlineExceededException e) {
      metrics.woken(Wake.DEADLINE);
      throw new DeadlineExceededException(notPast(frontier, before), e);
    }
    if (before.seqNo().isBefore(after.seqNo())) {
      pace.found(clock.monotonicNanos(), pushesArrive && !expected);
    } else {
      pace.foundNothing();
    }
  }
}
