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

  /** Whether a failure that is told now may come from it. */
  synchronized boolean excuse() {
    return away || ever && System.nanoTime() - endNanos < AFTERMATH_NANOS;
  }
}
