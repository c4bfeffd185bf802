package io.travertine.persist.location.decorators;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Adds up what happened, by operation. Thread-safe. */
public final class OperationCounts implements OperationListener {

  private static final class Sums {
    final LongAdder started = new LongAdder();
    final LongAdder succeeded = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder nanos = new LongAdder();
  }

  /**
   * The sums so far. While calls are under way {@code started} runs ahead of the others.
   *
   * @param nanos spent in succeeded and failed calls together
   */
  public record Counts(long started, long succeeded, long failed, long bytes, long nanos) {}

  /** By ordinal. */
  private final List<Sums> sums =
      Stream.of(ExternalOperation.values()).map(operation -> new Sums()).toList();

  public Counts of(ExternalOperation operation) {
    Sums now = sums(operation);
    return new Counts(
        now.started.sum(), now.succeeded.sum(), now.failed.sum(), now.bytes.sum(), now.nanos.sum());
  }

  /** How many calls of any kind were started. */
  public long started() {
    return sums.stream().mapToLong(each -> each.started.sum()).sum();
  }

  @Override
  public void started(ExternalOperation operation) {
    sums(operation).started.increment();
  }

  @Override
  public void succeeded(ExternalOperation operation, long bytes, long nanos) {
    Sums now = sums(operation);
    now.bytes.add(bytes);
    now.nanos.add(nanos);
    now.succeeded.increment();
  }

  @Override
  public void failed(ExternalOperation operation, long nanos, RuntimeException failure) {
    Sums now = sums(operation);
    now.nanos.add(nanos);
    now.failed.increment();
  }

  private Sums sums(ExternalOperation operation) {
    return sums.get(operation.ordinal());
  }
}
