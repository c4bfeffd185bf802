package io.travertine.persist.simulation;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.location.decorators.Unreliability;
import java.util.function.Supplier;

/**
 * What lies between one process and the stores: time passes before and after each call takes
 * effect, others have their turns meanwhile, and a request given up for lost may arrive late.
 */
final class Link {

  private static final long MICROS = 1_000;
  private static final long MILLIS = 1_000_000;
  private static final long SLOW_NANOS_MAX = 800 * MILLIS;

  private final Turns turns;
  private final Home home;
  private final Dice dice;
  private final Trace trace;
  private final Unreliability unreliability;
  private double late;

  private boolean slow;
  private Runnable whenBack = () -> {};
  private int writesLeft;
  private Runnable afterwards = () -> {};

  Link(Turns turns, Home home, Dice dice, Trace trace, Unreliability unreliability) {
    this.turns = turns;
    this.home = home;
    this.dice = dice;
    this.trace = trace;
    this.unreliability = unreliability;
  }

  /** Decides what becomes of the calls; the decorators ask it. */
  Unreliability unreliability() {
    return unreliability;
  }

  /** Nothing gets lost any more. */
  void reliable() {
    writesLeft = 0;
    late = 0;
    unreliability.totallyAvailable();
  }

  /** Nothing gets through any more. */
  void cut() {
    late = 0;
    unreliability.totallyUnavailable();
  }

  /** Calls do not happen, and answers get lost, with this probability. */
  void flaky(double probability) {
    late = probability / 2;
    unreliability.partiallyAvailable(1 - probability, probability);
  }

  /** Answers take their time. */
  void slow() {
    slow = true;
  }

  /** Something happens whenever a call has taken effect. */
  void whenBack(Runnable what) {
    whenBack = what;
  }

  /** Something happens when so many more writes have taken effect, before they are answered. */
  void afterWrites(int writes, Runnable what) {
    writesLeft = writes;
    afterwards = what;
  }

  private void written() {
    if (writesLeft > 0 && --writesLeft == 0) {
      afterwards.run();
      throwIfDead();
    }
  }

  /** A call that reads or may be repeated. */
  <T> T call(String what, Supplier<T> effect) {
    travel(what);
    try {
      return effect.get();
    } finally {
      if (!home.isDead()) {
        comeBack();
      }
    }
  }

  /**
   * A call that writes, which the network may deliver twice, or after its sender gave up on it.
   *
   * @param belated its effect without any further fault
   */
  <T> T write(String what, Supplier<T> effect, Runnable belated) {
    if (late > 0 && dice.chance(late)) {
      deliverLater("late", what, belated);
      travel(what);
      throw new IndeterminateException("simulated: " + what + " timed out, and may come late");
    }
    return call(
        what,
        () -> {
          T result = effect.get();
          if (late > 0 && dice.chance(late)) {
            deliverLater("again", what, belated);
          }
          written();
          return result;
        });
  }

  private void deliverLater(String how, String what, Runnable belated) {
    turns.start(
        Home.WORLD,
        latency() * dice.between(1, 100),
        () -> {
          trace.step(how + ": " + what + " of " + home.name());
          belated.run();
        });
  }

  private void travel(String what) {
    throwIfDead();
    turns.pause(latency());
    throwIfDead();
    trace.note(home.name() + " " + what);
  }

  private void comeBack() {
    if (slow && dice.oneIn(4)) {
      turns.pause(dice.between(0, SLOW_NANOS_MAX));
    } else if (dice.oneIn(3)) {
      turns.pause(latency());
    }
    whenBack.run();
  }

  private void throwIfDead() {
    if (home.isDead()) {
      throw new CancelledException(home.name() + " is dead");
    }
  }

  private long latency() {
    return dice.oneIn(40)
        ? dice.between(20 * MILLIS, 1_500 * MILLIS)
        : dice.between(50 * MICROS, 5 * MILLIS);
  }
}
