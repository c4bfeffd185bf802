package io.travertine.persist.internal.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** Measures the reading of parts. Thread-safe. */
public final class ReadMetrics {

  private record Meters(Timer parts, Counter bytes) {}

  private final Metrics metrics;
  private final Counter hits;
  private final Counter misses;
  private final Counter wanted;
  private final Counter leftOut;
  private final ConcurrentMap<String, Meters> purposes = new ConcurrentHashMap<>();

  public ReadMetrics(Metrics metrics) {
    this.metrics = metrics;
    this.hits = metrics.counter(Metric.READ_CACHE, "hit");
    this.misses = metrics.counter(Metric.READ_CACHE, "miss");
    this.wanted = metrics.counter(Metric.PUSHDOWN, "wanted");
    this.leftOut = metrics.counter(Metric.PUSHDOWN, "left_out");
  }

  /** Counts nothing. */
  public static ReadMetrics none() {
    return new ReadMetrics(Metrics.none());
  }

  /** A stored part was wanted. */
  public void cached(boolean hit) {
    (hit ? hits : misses).increment();
  }

  /** A part was tested against a filter. */
  public void tested(boolean mayMatch) {
    (mayMatch ? wanted : leftOut).increment();
  }

  /**
   * A part was fetched and decoded.
   *
   * @param purpose one of a few words
   */
  public void fetched(String purpose, long bytes, long nanos) {
    Meters told =
        purposes.computeIfAbsent(
            purpose,
            word ->
                new Meters(
                    metrics.timer(Metric.READ_PART, word),
                    metrics.counter(Metric.READ_BYTES, word)));
    told.parts.record(nanos, TimeUnit.NANOSECONDS);
    told.bytes.increment(bytes);
  }
}
