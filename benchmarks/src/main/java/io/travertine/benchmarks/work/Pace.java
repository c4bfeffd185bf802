package io.travertine.benchmarks.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** How often threads can do something in a while. */
final class Pace {

  private Pace() {}

  /** Something that a thread does again and again. */
  interface Step {
    void run() throws Exception;
  }

  /**
   * What was done.
   *
   * @param all how often, warm-up included
   * @param perSecond how often in a second, after it
   */
  record Result(long all, double perSecond) {}

  /** Lets each of {@code steps} run in a thread of its own, first to warm up, then measured. */
  static Result of(List<Step> steps, Duration warmUp, Duration measured) throws Exception {
    AtomicLong all = new AtomicLong();
    AtomicLong counted = new AtomicLong();
    long begin = System.nanoTime() + warmUp.toNanos();
    long end = begin + measured.toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(steps.size());
    try {
      List<Callable<Void>> loops = new ArrayList<>();
      for (Step step : steps) {
        loops.add(
            () -> {
              long now = System.nanoTime();
              while (now < end) {
                step.run();
                all.incrementAndGet();
                now = System.nanoTime();
                if (now >= begin && now < end) {
                  counted.incrementAndGet();
                }
              }
              return null;
            });
      }
      for (Future<Void> loop : threads.invokeAll(loops)) {
        loop.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
    return new Result(all.get(), counted.get() / (measured.toNanos() / 1e9));
  }
}
