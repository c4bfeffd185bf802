package io.travertine.persist.time;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The clock of the machine. Sleeps far more finely than a millisecond. */
enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public long epochMicros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }

  /** By parking, since {@link Thread#sleep} rounds up to whole milliseconds before JDK 21. */
  @Override
  public void sleep(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    long left = nanos;
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (left > 0) {
        LockSupport.parkNanos(this, left);
      }
      left = nanos - (System.nanoTime() - start);
    } while (left > 0 || Thread.currentThread().isInterrupted());
  }
}
