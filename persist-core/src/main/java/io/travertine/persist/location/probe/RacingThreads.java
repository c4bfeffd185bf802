package io.travertine.persist.location.probe;

import io.travertine.persist.error.CancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Threads that all begin at the same moment. For one thread at a time. */
final class RacingThreads implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final int count;
  private final ExecutorService threads;

  RacingThreads(int count) {
    this.count = count;
    this.threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "persist-probe-" + NUMBER.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What each of them gives, by its number; or the first failure there is. */
  <T> List<T> race(IntFunction<T> racer) {
    CyclicBarrier start = new CyclicBarrier(count);
    List<Future<T>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      Callable<T> run =
          () -> {
            start.await();
            return racer.apply(number);
          };
      running.add(threads.submit(run));
    }
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while writers raced", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      running.forEach(each -> each.cancel(true));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
