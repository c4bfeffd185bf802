package io.travertine.persist.internal.machine;

import java.util.concurrent.TimeUnit;

/**
 * When who waits for a shard looks in Consensus for what nobody told (spec §4.8). Thread-safe; time
 * is handed in, in nanoseconds of a monotonic clock.
 *
 * <p>Looks that find nothing come at most once a second on average, however waits come and go;
 * after one that found something a few come sooner, on account. While pushes arrive, one in ten
 * seconds is enough, unless it turns out that pushes get lost.
 */
final class PollPace {

  static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long LIVE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** So long pushes are not relied on after one was missed. */
  static final long DISTRUST_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Looks in vain that may come sooner than one a second, before the account is empty. */
  private static final double CREDIT_MAX = 2;

  private long lastNanos;
  private long quickNanos = SLOW_NANOS;
  private double credit = CREDIT_MAX;
  private long creditNanos;
  private long distrustedUntilNanos;
  private boolean urgent;

  /**
   * @param nowNanos when the newest state was known
   */
  PollPace(long nowNanos) {
    this.lastNanos = nowNanos;
    this.creditNanos = nowNanos;
    this.distrustedUntilNanos = nowNanos;
  }

  /**
   * How long to wait before the next look, zero or less for not at all.
   *
   * @param live whether pushes arrive
   */
  synchronized long pauseNanos(long nowNanos, boolean live) {
    earn(nowNanos);
    boolean relaxed = live && !urgent && distrustedUntilNanos - nowNanos <= 0;
    long regular = urgent ? 0 : relaxed ? LIVE_NANOS : quickNanos;
    long due = lastNanos + regular - nowNanos;
    long affordable = credit >= 1 ? 0 : (long) ((1 - credit) * SLOW_NANOS) + 1;
    return Math.max(due, affordable);
  }

  private void earn(long nowNanos) {
    double earned = (nowNanos - creditNanos) / (double) SLOW_NANOS;
    credit = Math.min(CREDIT_MAX, credit + earned);
    creditNanos = nowNanos;
  }

  /** Somebody is about to look; whether that is because something is to be found. */
  synchronized boolean spend(long nowNanos) {
    earn(nowNanos);
    credit -= 1;
    boolean expected = urgent;
    urgent = false;
    return expected;
  }

  /**
   * That look found something new: it was worth its while.
   *
   * @param missed whether a push should have told of it
   */
  synchronized void found(long nowNanos, boolean missed) {
    credit = Math.min(CREDIT_MAX, credit + 1);
    quickNanos = QUICK_NANOS;
    if (missed) {
      distrustedUntilNanos = nowNanos + DISTRUST_NANOS;
    }
  }

  /** That look found nothing. */
  synchronized void foundNothing() {
    quickNanos = Math.min(SLOW_NANOS, 2 * quickNanos);
  }

  /** The newest state was known then, whoever looked or committed. */
  synchronized void known(long nowNanos) {
    lastNanos = nowNanos;
  }

  /** There is reason to believe that a look finds something. */
  synchronized void hurry() {
    urgent = true;
  }
}
