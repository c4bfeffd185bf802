package io.travertine.persist.internal.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.location.decorators.ExternalOperation;
import io.travertine.persist.location.decorators.OperationListener;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Measures calls to Blob and Consensus. Thread-safe. */
public final class StoreMetrics implements OperationListener {

  private record Meters(Timer succeeded, Timer refused, Timer doubted, Counter bytes) {}

  /** By ordinal. */
  private final List<Meters> meters;

  public StoreMetrics(Metrics metrics) {
    this.meters =
        Stream.of(ExternalOperation.values()).map(operation -> meters(metrics, operation)).toList();
  }

  private static Meters meters(Metrics metrics, ExternalOperation operation) {
    String name = operation.name().toLowerCase(Locale.ROOT);
    return new Meters(
        metrics.timer(Metric.EXTERNAL, name, "succeeded"),
        metrics.timer(Metric.EXTERNAL, name, "refused"),
        metrics.timer(Metric.EXTERNAL, name, "doubted"),
        metrics.counter(Metric.EXTERNAL_BYTES, name));
  }

  @Override
  public void started(ExternalOperation operation) {
    // Told of when it ends.
  }

  @Override
  public void succeeded(ExternalOperation operation, long bytes, long nanos) {
    Meters told = meters.get(operation.ordinal());
    told.succeeded.record(nanos, TimeUnit.NANOSECONDS);
    if (bytes > 0) {
      told.bytes.increment(bytes);
    }
  }

  @Override
  public void failed(ExternalOperation operation, long nanos, RuntimeException failure) {
    Meters told = meters.get(operation.ordinal());
    Timer timer = failure instanceof DeterminateException ? told.refused : told.doubted;
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }
}
