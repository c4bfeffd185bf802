package io.travertine.persist.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clock of the machine. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SystemClockTest {

  private static final long LONG = Duration.ofHours(1).toNanos();

  @Test
  void whoLooksAgainAndAgainSeesWhatAnotherThreadDoes() throws InterruptedException {
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
}
