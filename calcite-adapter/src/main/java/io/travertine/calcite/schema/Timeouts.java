package io.travertine.calcite.schema;

import io.travertine.calcite.session.Cancellation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends executions whose time is over, even while they wait for the world outside. Thread-safe. */
final class Timeouts implements AutoCloseable {

  private static final Future<?> NEVER = CompletableFuture.completedFuture(null);

  private final ScheduledThreadPoolExecutor timer;

  Timeouts() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "travertine-timeouts");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /**
   * Ends {@code execution} in {@code timeout}, unless the answer is cancelled before; never if that
   * is zero.
   */
  Future<?> expire(Cancellation execution, Duration timeout) {
    return timeout.isZero()
        ? NEVER
        : timer.schedule(execution::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
