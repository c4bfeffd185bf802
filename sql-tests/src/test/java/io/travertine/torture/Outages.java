package io.travertine.torture;

import java.util.concurrent.TimeUnit;

/** When the server was away: then a commit may fail. Thread-safe. */
final class Outages {

  /** So long after it is back somebody may still be about to notice that it was away. */
  private static final long AFTERMATH_NANOS = TimeUnit.SECONDS.toNanos(3);

  private boolean away;
  private boolean ever;
  private long endNanos;

  synchronized void begin() {
    away = true;
    ever = true;
  }

  synchronized void end() {
    away = false;
    endNanos = System.nanoTime();
  }

  /** Whether the failure of what began at {@code nanos} of the monotonic clock may come from it. */
  synchronized boolean excuse(long nanos) {
    return away || ever && nanos - endNanos < AFTERMATH_NANOS;
  }
}
