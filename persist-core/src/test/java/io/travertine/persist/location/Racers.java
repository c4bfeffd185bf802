package io.travertine.persist.location;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs things at the same time and waits for all of them. */
public final class Racers {

  private Racers() {}

  /** What one racer does. */
  @FunctionalInterface
  public interface Racer<T> {
    T run(int number) throws Exception;
  }

  /** Starts {@code count} racers together; their results in order, or the first one's failure. */
  public static <T> List<T> race(int count, Racer<T> racer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      CyclicBarrier start = new CyclicBarrier(count);
      List<Callable<T>> runs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        runs.add(
            () -> {
              start.await();
              return racer.run(number);
            });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> run : threads.invokeAll(runs, 2, TimeUnit.MINUTES)) {
        results.add(run.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
