package io.travertine.persist.internal.io;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.internal.part.Helpers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Transfer threads that have nothing to do help the one that asks, which works itself, too, and
 * waits only for what another has begun: it may be a transfer thread. Thread-safe.
 *
 * @param helpersMax how many are asked to help
 */
record TransferHelpers(Executor transfers, int helpersMax) implements Helpers {

  @Override
  public <T> List<T> share(int count, Supplier<? extends Helper<T>> helper) {
    Shared<T> shared = new Shared<>(count, helper);
    for (int i = 0; i < Math.min(helpersMax, count - 1); i++) {
      try {
        transfers.execute(shared::work);
      } catch (RejectedExecutionException e) {
        break; // closing: nobody helps
      }
    }
    shared.work();
    return shared.results();
  }

  private static final class Shared<T> {
    private final Supplier<? extends Helper<T>> hire;
    private final List<AtomicReference<T>> results = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    Shared(int count, Supplier<? extends Helper<T>> hire) {
      this.hire = hire;
      this.left = new CountDownLatch(count);
      for (int i = 0; i < count; i++) {
        results.add(new AtomicReference<>());
      }
    }

    /** Does pieces until all are taken. */
    void work() {
      int piece = next.getAndIncrement();
      if (piece >= results.size()) {
        return;
      }
      try (Helper<T> helper = hire.get()) {
        while (piece < results.size()) {
          results.get(piece).set(helper.help(piece));
          left.countDown();
          piece = next.getAndIncrement();
        }
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
        for (; piece < results.size(); piece = next.getAndIncrement()) {
          left.countDown();
        }
      }
    }

    List<T> results() {
      try {
        left.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancelledException("interrupted while encoding a part", e);
      }
      RuntimeException failed = failure.get();
      if (failed != null) {
        throw failed;
      }
      return results.stream().map(AtomicReference::get).toList();
    }
  }
}
