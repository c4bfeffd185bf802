package io.travertine.persist.simulation;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.time.Clock;
import java.util.function.Supplier;

/**
 * What lies between one process and the stores: time passes before and after each call takes
 * effect, others have their turns meanwhile, and a request given up for lost may arrive late.
 */
final class Link implements Way {

  private static final long MICROS = 1_000;
  private static final long MILLIS = 1_000_000;
  private static final long SLOW_NANOS_MAX = 800 * MILLIS;

  private final Turns turns;
  private final Home home;
  private final Dice dice;
  private final Trace trace;
  private final Clock clock;
  private final Unreliability unreliability;
  private double late;

  private boolean slow;
  private Runnable whenBack = () -> {};
  private int writesLeft;
  private Runnable afterwards = () -> {};

  Link(Turns turns, Home home, Dice dice, Trace trace, Clock clock, Seed seed) {
    this.turns = turns;
    this.home = home;
    this.dice = dice;
    this.trace = trace;
    this.clock = clock;
    this.unreliability = new Unreliability(seed);
    reliable();
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

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Seed seed() {
    return Seed.of(dice.fork());
  }

  @Override
  public <T> T read(String what, Supplier<T> effect) {
    travel(what);
    try {
      return unreliability.decide(what, home.name(), effect);
    } finally {
      if (!home.isDead()) {
        comeBack();
      }
    }
  }

  @Override
  public <T> T write(String what, Supplier<T> effect) {
    if (late > 0 && dice.chance(late)) {
      deliverLater("late", what, effect);
      travel(what);
      throw new IndeterminateException("simulated: " + what + " timed out, and may come late");
    }
    travel(what);
    try {
      T result = unreliability.decide(what, home.name(), effect);
      if (late > 0 && dice.chance(late)) {
        deliverLater("again", what, effect);
      }
      written();
      return result;
    } finally {
      if (!home.isDead()) {
        comeBack();
      }
    }
  }

  private void deliverLater(String how, String what, Supplier<?> effect) {
    turns.start(
        Home.WORLD,
        latency() * dice.between(1, 100),
        () -> {
          trace.step(how + ": " + what + " of " + home.name());
          Object nobodyWaits = effect.get();
          assert nobodyWaits != null;
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
