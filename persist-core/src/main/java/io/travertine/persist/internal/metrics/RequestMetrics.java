package io.travertine.persist.internal.metrics;

import io.micrometer.core.instrument.Counter;
import io.travertine.persist.location.decorators.RequestListener;
import java.util.concurrent.TimeUnit;

/** Measures requests to stores that are asked by requests. Thread-safe. */
public final class RequestMetrics implements RequestListener {

  private final Metrics metrics;

  public RequestMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void requested(
      String request, boolean answered, long sentBytes, long receivedBytes, long nanos) {
    metrics
        .timer(Metric.REQUEST, request, answered ? "answered" : "lost")
        .record(nanos, TimeUnit.NANOSECONDS);
    count(metrics.counter(Metric.REQUEST_BYTES, request, "sent"), sentBytes);
    count(metrics.counter(Metric.REQUEST_BYTES, request, "received"), receivedBytes);
  }

  private static void count(Counter counter, long bytes) {
    if (bytes > 0) {
      counter.increment(bytes);
    }
  }
}
