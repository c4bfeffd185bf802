package io.travertine.persist.internal.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The meters of one registry, by {@link Metric}. Thread-safe. */
public final class Metrics {

  private final MeterRegistry registry;

  public Metrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Into the void. */
  public static Metrics none() {
    return new Metrics(new CompositeMeterRegistry());
  }

  /**
   * A counter; the same for the same tags.
   *
   * @param tagValues in the order of the metric's tags
   */
  public Counter counter(Metric metric, String... tagValues) {
    check(metric, Metric.Kind.COUNTER);
    return Counter.builder(metric.id())
        .baseUnit(metric.unit())
        .description(metric.meaning())
        .tags(tags(metric, tagValues))
        .register(registry);
  }

  /**
   * A timer; the same for the same tags.
   *
   * @param tagValues in the order of the metric's tags
   */
  public Timer timer(Metric metric, String... tagValues) {
    check(metric, Metric.Kind.TIMER);
    return Timer.builder(metric.id())
        .description(metric.meaning())
        .tags(tags(metric, tagValues))
        .register(registry);
  }

  /**
   * A gauge of {@code of}, which it does not keep alive; to be {@linkplain #remove removed}.
   *
   * @param tagValues in the order of the metric's tags
   */
  public <T> Gauge gauge(Metric metric, T of, ToDoubleFunction<T> value, String... tagValues) {
    check(metric, Metric.Kind.GAUGE);
    return Gauge.builder(metric.id(), of, value)
        .baseUnit(metric.unit())
        .description(metric.meaning())
        .tags(tags(metric, tagValues))
        .register(registry);
  }

  public void remove(Gauge gauge) {
    registry.remove(gauge);
  }

  private static void check(Metric metric, Metric.Kind kind) {
    if (metric.kind() != kind) {
      throw new IllegalArgumentException(metric + " is a " + metric.kind());
    }
  }

  private static List<Tag> tags(Metric metric, String... values) {
    if (values.length != metric.tags().size()) {
      throw new IllegalArgumentException(metric + " has the tags " + metric.tags());
    }
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      tags.add(Tag.of(metric.tags().get(i), values[i]));
    }
    return tags;
  }
}
