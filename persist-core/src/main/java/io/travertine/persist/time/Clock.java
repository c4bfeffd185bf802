package io.travertine.persist.time;

/**
 * The wall clock, the monotonic clock and waiting, handed in so that tests can own time.
 * Thread-safe.
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

  /** The clock of the machine. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
