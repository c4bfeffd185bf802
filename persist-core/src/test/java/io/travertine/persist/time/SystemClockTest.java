package io.travertine.persist.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clock of the machine. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SystemClockTest {

  private static final long LONG = Duration.ofHours(1).toNanos();
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  @Test
  void whoLooksAgainAndAgainSeesWhatAnotherThreadDoes() throws InterruptedException {
    assumeThat(PROCESSORS).isGreaterThan(1);
    AtomicBoolean looked = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              while (!looked.get()) {
                Thread.onSpinWait();
              }
              done.countDown();
            });
    other.start();
    boolean seen =
        Clock.system()
            .spin(
                () -> {
                  looked.set(true);
                  return done.getCount() == 0;
                },
                LONG);
    assertThat(seen).isTrue();
    other.join();
  }

  @Test
  void whoLooksAgainAndAgainGivesUpInTime() {
    assumeThat(PROCESSORS).isGreaterThan(1);
    long start = System.nanoTime();
    assertThat(Clock.system().spin(() -> false, 200_000)).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000);
    assertThat(Clock.system().spin(() -> true, 0)).isTrue();
    assertThat(Clock.system().spin(() -> false, 0)).isFalse();
  }

  @Test
  void whoIsInterruptedLooksNoMoreAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    assertThat(Clock.system().spin(() -> false, LONG)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void thereAreNoMoreWhoLookThanProcessorsCanBear() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger looking = new AtomicInteger();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      int most = PROCESSORS == 1 ? 0 : 2 * PROCESSORS;
      for (int i = 0; i < most; i++) {
        threads.submit(
            () -> {
              AtomicBoolean first = new AtomicBoolean(true);
              return Clock.system()
                  .spin(
                      () -> {
                        if (first.getAndSet(false)) {
                          looking.incrementAndGet();
                        }
                        return enough.get();
                      },
                      LONG);
            });
      }
      while (looking.get() < most) {
        Thread.onSpinWait();
      }
      assertThat(Clock.system().spin(() -> false, LONG)).as("one more").isFalse();
    } finally {
      enough.set(true);
      threads.shutdown();
    }
  }
}
