package io.travertine.persist.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.internal.part.Crew;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransferCrewTest {

  private static final List<Integer> SQUARES = IntStream.range(0, 20).mapToObj(i -> i * i).toList();

  private final AtomicInteger open = new AtomicInteger();

  private Crew.Hand<Integer> hand(IntFunction<Integer> work) {
    open.incrementAndGet();
    return new Crew.Hand<>() {
      @Override
      public Integer work(int piece) {
        return work.apply(piece);
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }

  private List<Integer> squares(Executor transfers) {
    return new TransferCrew(transfers, 3).share(20, () -> hand(piece -> piece * piece));
  }

  @Test
  void resultsComeInOrderWhoeverDoesThem() throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int i = 0; i < 200; i++) {
        assertThat(squares(threads)).isEqualTo(SQUARES);
      }
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(open).hasValue(0);
  }

  @Test
  void handsThatNeverComeAreNotWaitedFor() {
    Queue<Runnable> forgotten = new ArrayDeque<>();
    assertThat(squares(forgotten::add)).isEqualTo(SQUARES);
    assertThat(forgotten).hasSize(3);
    forgotten.forEach(Runnable::run);
    assertThat(open).hasValue(0);
  }

  @Test
  void nobodyHelpsWhileClosing() {
    Executor closed =
        task -> {
          throw new RejectedExecutionException("closed");
        };
    assertThat(squares(closed)).isEqualTo(SQUARES);
  }

  @Test
  void whatAnotherHasBegunIsWaitedFor() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ownDone = new CountDownLatch(19);
    ExecutorService threads = Executors.newFixedThreadPool(1);
    Thread caller = Thread.currentThread();
    try {
      List<Integer> results =
          new TransferCrew(threads, 1)
              .share(
                  20,
                  () ->
                      hand(
                          piece -> {
                            boolean mine = Thread.currentThread() == caller;
                            await(mine ? begun : ownDone, begun);
                            ownDone.countDown();
                            return piece * piece;
                          }));
      assertThat(results).isEqualTo(SQUARES);
    } finally {
      threads.shutdown();
    }
  }

  /** Says that work has begun, and waits. */
  private static void await(CountDownLatch latch, CountDownLatch begun) {
    if (latch != begun) {
      begun.countDown();
    }
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailureIsToldAndNobodyWaitsForever() {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      assertThatThrownBy(
              () ->
                  new TransferCrew(threads, 3)
                      .share(
                          20,
                          () ->
                              hand(
                                  piece -> {
                                    if (piece == 7) {
                                      throw new AssertionError("piece 7");
                                    }
                                    return piece;
                                  })))
          .hasMessage("piece 7");
    } finally {
      threads.shutdown();
    }
  }
}
