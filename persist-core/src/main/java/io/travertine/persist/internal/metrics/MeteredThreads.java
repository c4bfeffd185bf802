package io.travertine.persist.internal.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.travertine.persist.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** An executor whose tasks are measured. Thread-safe as the one inside. */
public final class MeteredThreads implements Executor {

  private final Executor threads;
  private final Clock clock;
  private final Timer queued;
  private final Timer done;
  private final Counter dropped;

  /**
   * @param name of the threads, in the metrics
   */
  public MeteredThreads(Executor threads, String name, Clock clock, Metrics metrics) {
    this.threads = threads;
    this.clock = clock;
    this.queued = metrics.timer(Metric.UPKEEP_QUEUED, name);
    this.done = metrics.timer(Metric.UPKEEP, name);
    this.dropped = metrics.counter(Metric.UPKEEP_DROPPED, name);
  }

  @Override
  public void execute(Runnable task) {
    long submitted = clock.monotonicNanos();
    try {
      threads.execute(() -> run(task, submitted));
    } catch (RejectedExecutionException e) {
      dropped.increment();
      throw e;
    }
  }

  private void run(Runnable task, long submitted) {
    long start = clock.monotonicNanos();
    queued.record(start - submitted, TimeUnit.NANOSECONDS);
    try {
      task.run();
    } finally {
      done.record(clock.monotonicNanos() - start, TimeUnit.NANOSECONDS);
    }
  }
}
