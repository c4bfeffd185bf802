package io.travertine.persist.location.s3;

import io.travertine.persist.error.CancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that wait for answers in place of callers, so that those can be interrupted, and ask for
 * several things at the same time. A request that nobody waits for any more goes on until its own
 * time is up. Thread-safe.
 */
final class RequestThreads implements AutoCloseable {

  /** As many requests can be under way. */
  static final int COUNT = 64;

  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ThreadPoolExecutor threads;

  RequestThreads() {
    this.threads =
        new ThreadPoolExecutor(
            COUNT,
            COUNT,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "persist-s3-" + NUMBER.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Makes all calls at the same time; their results in order, or the first failure there is. */
  <T> List<T> all(String doing, List<Callable<T>> calls) {
    List<Future<T>> running = new ArrayList<>();
    try {
      for (Callable<T> call : calls) {
        running.add(threads.submit(call));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted during " + doing, e);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      // Those that have not begun will not; those that have are not disturbed.
      running.forEach(each -> each.cancel(false));
    }
  }

  <T> T one(String doing, Callable<T> call) {
    return all(doing, List.of(call)).get(0);
  }

  private static RuntimeException unwrapped(ExecutionException e) {
    if (e.getCause() instanceof RuntimeException failure) {
      return failure;
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e.getCause());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
