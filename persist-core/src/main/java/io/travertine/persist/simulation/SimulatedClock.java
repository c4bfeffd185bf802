package io.travertine.persist.simulation;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.time.Clock;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The clock of one simulated process, whose wall time may be off. Who waits hands the turn over.
 */
final class SimulatedClock implements Clock {

  private static final long EPOCH_MICROS = 1_800_000_000_000_000L;
  private static final long LOCK_POLL_NANOS = 5_000_000;
  private static final int LOCK_POLL_DOUBLINGS = 4;

  private final Turns turns;
  private final Home home;
  private final Dice dice;
  private long skewMicros;

  SimulatedClock(Turns turns, Home home, Dice dice, long skewMicros) {
    this.turns = turns;
    this.home = home;
    this.dice = dice;
    this.skewMicros = skewMicros;
  }

  /** Steps the wall clock, to be off by this from then on. */
  void skewTo(long micros) {
    skewMicros = micros;
  }

  @Override
  public long epochMicros() {
    return EPOCH_MICROS + skewMicros + turns.nowNanos() / 1_000;
  }

  @Override
  public long monotonicNanos() {
    return turns.nowNanos();
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    throwIfInterrupted();
    if (nanos > 0) {
      turns.pause(nanos);
      throwIfInterrupted();
    }
  }

  private void throwIfDead() {
    if (home.isDead()) {
      throw new CancelledException(home.name() + " is dead");
    }
  }

  private void throwIfInterrupted() throws InterruptedException {
    throwIfDead();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  @Override
  public long await(Lock lock, Condition condition, long nanos) throws InterruptedException {
    if (nanos <= 0) {
      return nanos;
    }
    long nap = dice.between(1, nanos);
    lock.unlock();
    try {
      sleep(nap);
    } finally {
      // Never held by who has no turn: nobody pauses while it is held.
      lock.lock();
    }
    return nanos - nap;
  }

  @Override
  public void lock(Lock lock) {
    for (int tries = 0; !lock.tryLock(); tries++) {
      throwIfDead();
      turns.pause(untilNextTry(tries));
    }
  }

  @Override
  public boolean tryLock(Lock lock, long nanos) throws InterruptedException {
    long start = turns.nowNanos();
    for (int tries = 0; !lock.tryLock(); tries++) {
      throwIfDead();
      if (turns.nowNanos() - start >= nanos) {
        return false;
      }
      sleep(untilNextTry(tries));
    }
    return true;
  }

  /** Who waits longer looks less often. */
  private long untilNextTry(int tries) {
    return dice.between(1, LOCK_POLL_NANOS << Math.min(tries, LOCK_POLL_DOUBLINGS));
  }
}
