package io.travertine.persist.internal.metrics;

import io.travertine.persist.location.retry.Retry;
import java.time.Duration;

/** Measures the pauses between attempts. Thread-safe. */
public final class RetryMetrics implements Retry.PauseListener {

  private final Metrics metrics;

  public RetryMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  /** By the first word, which says what is called; the rest names the object. */
  @Override
  public void paused(String what, Duration pause) {
    int end = what.indexOf(' ');
    metrics.timer(Metric.RETRY_PAUSE, end < 0 ? what : what.substring(0, end)).record(pause);
  }
}
