package io.travertine.persist.time;

import java.time.Duration;

/**
 * The clock of a machine that is suspended now and then: its wall time goes on meanwhile, its
 * monotonic time does not. Thread-safe.
 */
public final class SuspendedClock implements Clock {

  private volatile long suspendedMicros;

  /** The machine sleeps, and wakes up again. */
  public void suspend(Duration duration) {
    suspendedMicros += duration.toNanos() / 1_000;
  }

  @Override
  public long epochMicros() {
    return Clock.system().epochMicros() + suspendedMicros;
  }

  @Override
  public long monotonicNanos() {
    return Clock.system().monotonicNanos();
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    Clock.system().sleep(nanos);
  }
}
