package io.travertine.persist.time;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The clock of the machine. */
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

  @Override
  public void sleep(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    TimeUnit.NANOSECONDS.sleep(nanos);
  }
}
