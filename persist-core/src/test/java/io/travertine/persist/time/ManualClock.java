package io.travertine.persist.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A clock that moves when a test says so. Thread-safe.
 *
 * <p>A {@linkplain #standing standing} clock lets sleepers wait until {@link #advance} has carried
 * them past their time; a {@linkplain #hurrying hurrying} one moves by itself whenever anyone
 * sleeps, so that nobody ever waits.
 */
public final class ManualClock implements Clock {

  private final boolean hurrying;
  private final List<Duration> sleeps = new ArrayList<>();
  private long nowNanos;
  private int sleepers;

  private ManualClock(boolean hurrying, long startMillis) {
    this.hurrying = hurrying;
    this.nowNanos = TimeUnit.MILLISECONDS.toNanos(startMillis);
  }

  /** Starts at the epoch; moves by {@link #advance} alone. */
  public static ManualClock standing() {
    return new ManualClock(false, 0);
  }

  /** Starts at {@code millis} after the epoch; moves by {@link #advance} alone. */
  public static ManualClock standingAt(long millis) {
    return new ManualClock(false, millis);
  }

  /** Starts at the epoch; a sleep moves it and returns at once. */
  public static ManualClock hurrying() {
    return new ManualClock(true, 0);
  }

  @Override
  public synchronized long epochMicros() {
    return nowNanos / 1_000;
  }

  @Override
  public synchronized long monotonicNanos() {
    return nowNanos;
  }

  @Override
  public synchronized void sleep(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    sleeps.add(Duration.ofNanos(nanos));
    if (hurrying) {
      advance(Duration.ofNanos(nanos));
      return;
    }
    long wakeNanos = nowNanos + nanos;
    sleepers++;
    notifyAll();
    try {
      while (nowNanos < wakeNanos) {
        wait();
      }
    } finally {
      sleepers--;
      notifyAll();
    }
  }

  /** Moves time forward and wakes whom it concerns. */
  public synchronized void advance(Duration duration) {
    if (!duration.isNegative()) {
      nowNanos += duration.toNanos();
      notifyAll();
    }
  }

  /** Waits until at least {@code count} threads sleep on this clock. */
  public synchronized void awaitSleepers(int count) throws InterruptedException {
    while (sleepers < count) {
      wait();
    }
  }

  /** How long each sleep so far was asked to be, in order. */
  public synchronized List<Duration> sleeps() {
    return List.copyOf(sleeps);
  }
}
