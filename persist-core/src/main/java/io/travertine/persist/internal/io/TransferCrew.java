package io.travertine.persist.internal.io;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.internal.part.Crew;
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
 * @param handsMax how many are asked to help
 */
record TransferCrew(Executor transfers, int handsMax) implements Crew {

  @Override
  public <T> List<T> share(int count, Supplier<? extends Hand<T>> hand) {
    Shared<T> shared = new Shared<>(count, hand);
    for (int i = 0; i < Math.min(handsMax, count - 1); i++) {
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
    private final Supplier<? extends Hand<T>> hands;
    private final List<AtomicReference<T>> results = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Shared(int count, Supplier<? extends Hand<T>> hands) {
      this.hands = hands;
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
      try (Hand<T> hand = hands.get()) {
        while (piece < results.size()) {
          results.get(piece).set(hand.work(piece));
          left.countDown();
          piece = next.getAndIncrement();
        }
      } catch (RuntimeException | Error e) {
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
      Throwable failed = failure.get();
      if (failed instanceof Error error) {
        throw error;
      } else if (failed != null) {
        throw (RuntimeException) failed;
      }
      return results.stream().map(AtomicReference::get).toList();
    }
  }
}
