package io.travertine.persist.time;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/**
 * The wall clock, the monotonic clock and waiting, handed in so that tests can own time.
 * Thread-safe.
 *
 * <p>Locks that are held while the outside world is called, and conditions, are waited for through
 * it too: a simulation hands the turn to another thread meanwhile.
 */
public interface Clock {

  /** Microseconds since the Unix epoch by the wall clock, which may step in either direction. */
  long epochMicros();

  /** Milliseconds since the Unix epoch by the wall clock. */
  default long epochMillis() {
    return Math.floorDiv(epochMicros(), 1_000L);
  }

  /** Nanoseconds on a clock that never steps back; only differences mean something. */
  long monotonicNanos();

  /**
   * Waits for {@code nanos} nanoseconds; not at all if that is zero or less.
   *
   * @throws InterruptedException if the thread is interrupted before or while it waits
   */
  void sleep(long nanos) throws InterruptedException;

  /**
   * Waits on {@code condition}, whose {@code lock} the thread holds, for at most {@code nanos}
   * nanoseconds. May return early for no reason.
   *
   * @return the nanoseconds left, zero or less if the time is up
   * @throws InterruptedException if the thread is interrupted before or while it waits
   */
  default long await(Lock lock, Condition condition, long nanos) throws InterruptedException {
    return condition.awaitNanos(nanos);
  }

  /**
   * Looks again and again whether {@code condition} holds, for what comes sooner than a thread that
   * sleeps can be woken; lets other threads that could run go first. For at most {@code nanos}
   * nanoseconds, and until the thread is interrupted; may look only once.
   *
   * @return whether it holds
   */
  default boolean spin(BooleanSupplier condition, long nanos) {
    return condition.getAsBoolean();
  }

  /** Takes {@code lock}, however long that takes. */
  default void lock(Lock lock) {
    lock.lock();
  }

  /**
   * Takes {@code lock} if that takes at most {@code nanos} nanoseconds.
   *
   * @return whether the thread holds it now
   * @throws InterruptedException if the thread is interrupted before or while it waits
   */
  default boolean tryLock(Lock lock, long nanos) throws InterruptedException {
    return lock.tryLock(nanos, TimeUnit.NANOSECONDS);
  }

  /** The clock of the machine. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
