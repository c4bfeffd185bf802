package io.travertine.persist.internal.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** Measures commands, by their class. Thread-safe. */
public final class CommandMetrics {

  private record Meters(Timer committed, Timer nothing, Timer failed, Counter mismatches) {}

  private final Metrics metrics;
  private final ConcurrentMap<Class<?>, Meters> meters = new ConcurrentHashMap<>();
  private final Timer turnWait;

  public CommandMetrics(Metrics metrics) {
    this.metrics = metrics;
    this.turnWait = metrics.timer(Metric.CMD_TURN_WAIT);
  }

  private Meters meters(Class<?> command) {
    Meters known = meters.get(command);
    return known != null ? known : meters.computeIfAbsent(command, this::create);
  }

  private Meters create(Class<?> command) {
    String name =
        command.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    return new Meters(
        metrics.timer(Metric.CMD, name, "committed"),
        metrics.timer(Metric.CMD, name, "nothing"),
        metrics.timer(Metric.CMD, name, "failed"),
        metrics.counter(Metric.CMD_MISMATCH, name));
  }

  /**
   * An attempt ended well.
   *
   * @param commits whether there was something to commit
   */
  public void ended(Class<?> command, boolean commits, long nanos) {
    Meters told = meters(command);
    (commits ? told.committed : told.nothing).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** An attempt failed. */
  public void failed(Class<?> command, long nanos) {
    meters(command).failed.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A compare-and-set was lost. */
  public void mismatch(Class<?> command) {
    meters(command).mismatches.increment();
  }

  /** A commit had to wait for its turn. */
  public void waited(long nanos) {
    turnWait.record(nanos, TimeUnit.NANOSECONDS);
  }
}
