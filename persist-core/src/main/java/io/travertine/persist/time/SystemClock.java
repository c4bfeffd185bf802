package io.travertine.persist.time;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The clock of the machine. Sleeps far more finely than a millisecond. */
enum SystemClock implements Clock {
  INSTANCE;

  /** So often to look before others may go first: about a microsecond. */
  private static final int LOOKS = 20;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** Who looks again and again keeps a single processor from those it waits for. */
  private static final int SPINNING_MAX = PROCESSORS == 1 ? 0 : 2 * PROCESSORS;

  private final AtomicInteger spinning = new AtomicInteger();

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

  /** Looks once while as many threads of the process as are good for its processors look. */
  @Override
  public boolean spin(BooleanSupplier condition, long nanos) {
    try {
      return spinning.incrementAndGet() <= SPINNING_MAX
          ? spins(condition, nanos)
          : condition.getAsBoolean();
    } finally {
      spinning.decrementAndGet();
    }
  }

  private static boolean spins(BooleanSupplier condition, long nanos) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start >= nanos || Thread.currentThread().isInterrupted()) {
        return false;
      }
      for (int i = 0; i < LOOKS && !condition.getAsBoolean(); i++) {
        Thread.onSpinWait();
      }
      Thread.yield();
    }
    return true;
  }
}
