package io.travertine.persist.location.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.LocationUnusableException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryTest {

  private static final RuntimeException SURELY_NOT = new DeterminateException("surely not");
  private static final RuntimeException MAYBE = new IndeterminateException("maybe");

  private final ManualClock clock = ManualClock.hurrying();
  private final Retry retry = new Retry(clock, Seed.of(1));

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void succeedsAtOnceWithoutAPause() {
    assertThat(retry.retryExternal("get", Deadline.none(), script())).isEqualTo("done");
    assertThat(clock.sleeps()).isEmpty();
  }

  @Test
  void anIdempotentCallIsRepeatedAfterEveryFailure() {
    assertThat(retry.retryExternal("get", Deadline.none(), script(MAYBE, SURELY_NOT, MAYBE)))
        .isEqualTo("done");
    assertThat(clock.sleeps()).hasSize(3);
    assertThat(clock.sleeps().get(2).toNanos()).isBetween(14_400_000L, 17_600_000L);
    Deque<Integer> runs = new ArrayDeque<>(List.of(1, 2));
    retry.retryExternalRun(
        "set",
        Deadline.none(),
        () -> {
          if (runs.pop() == 1) {
            throw MAYBE;
          }
        });
    assertThat(runs).isEmpty();
  }

  @Test
  void whatMayHaveHappenedIsNotRepeatedByADeterminateRetry() {
    assertThatThrownBy(
            () -> retry.retryDeterminate("cas", Deadline.none(), script(SURELY_NOT, MAYBE)))
        .isSameAs(MAYBE);
    assertThat(clock.sleeps()).hasSize(1);
    assertThat(retry.retryDeterminate("cas", Deadline.none(), script(SURELY_NOT, SURELY_NOT)))
        .isEqualTo("done");
  }

  @Test
  void otherFailuresAreNoneOfItsBusiness() {
    CorruptException corrupt = new CorruptException("part p is damaged");
    assertThatThrownBy(() -> retry.retryExternal("get", Deadline.none(), script(corrupt)))
        .isSameAs(corrupt);
    assertThat(clock.sleeps()).isEmpty();
  }

  @Test
  void whatAPersonMustMendIsNotTriedForEver() {
    DeterminateException full =
        DeterminateException.lasting("disk full; free some space", new IOException("full"));
    assertThatThrownBy(
            () ->
                retry.retryExternal(
                    "commit",
                    Deadline.none(),
                    () ->
                        retry.retryDeterminate(
                            "cas",
                            Deadline.none(),
                            () -> {
                              throw full;
                            })))
        .isInstanceOf(LocationUnusableException.class)
        .hasMessageContaining("free some space")
        .hasCause(full);
    assertThat(clock.monotonicNanos())
        .isBetween(TimeUnit.MILLISECONDS.toNanos(500), TimeUnit.SECONDS.toNanos(5));
    assertThat(retry.retryDeterminate("cas", Deadline.none(), script(full, full)))
        .isEqualTo("done");
  }

  @Test
  void theDeadlineEndsItWithTheLastFailure() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(1), clock);
    assertThatThrownBy(
            () ->
                retry.retryExternal(
                    "set of blob k",
                    deadline,
                    () -> {
                      throw MAYBE;
                    }))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("set of blob k")
        .hasMessageContaining("maybe")
        .hasCause(MAYBE);
    assertThat(clock.monotonicNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void thereIsOneAttemptEvenAfterTheDeadline() {
    Deadline deadline = Deadline.after(Duration.ZERO, clock);
    assertThat(retry.retryExternal("get", deadline, script())).isEqualTo("done");
  }

  @Test
  void anInterruptEndsThePause() throws Exception {
    ManualClock standing = ManualClock.standing();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> flagKept =
          thread.submit(
              () -> {
                assertThatThrownBy(
                        () ->
                            new Retry(standing, Seed.of(1))
                                .retryExternal("get", Deadline.none(), script(MAYBE, MAYBE)))
                    .isInstanceOf(CancelledException.class);
                return Thread.interrupted();
              });
      standing.awaitSleepers(1);
      thread.shutdownNow();
      assertThat(flagKept.get(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      thread.shutdownNow();
    }
  }

  private static java.util.function.Supplier<String> script(RuntimeException... failures) {
    Deque<RuntimeException> left = new ArrayDeque<>(List.of(failures));
    return () -> {
      if (!left.isEmpty()) {
        throw left.pop();
      }
      return "done";
    };
  }
}
