package io.travertine.persist.location.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.id.Seed;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("B6")
class BackoffTest {

  /** Golden vectors B6. */
  @Test
  void growsExponentiallyUpToTheClamp() {
    assertThat(millis(new Backoff(ms(0), ms(1_200), 2, ms(16_000)), 6))
        .containsExactly(1_200L, 2_400L, 4_800L, 9_600L, 16_000L, 16_000L);
  }

  /** Golden vectors B6. */
  @Test
  void theFixedSleepComesOnceAndFirst() {
    assertThat(millis(new Backoff(ms(1_200), ms(100), 2, ms(16_000)), 11))
        .containsExactly(
            1_200L, 100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 16_000L, 16_000L);
  }

  @Test
  void byDefaultGoesFromFourMillisecondsToSixteenSeconds() {
    assertThat(millis(Backoff.DEFAULT, 14))
        .containsExactly(
            4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 1_024L, 2_048L, 4_096L, 8_192L, 16_000L,
            16_000L);
  }

  @Test
  void theClampHoldsFromTheStart() {
    assertThat(millis(new Backoff(ms(0), ms(1_200), 2, ms(1_000)), 3))
        .containsExactly(1_000L, 1_000L, 1_000L);
  }

  @Test
  void eachPauseIsWithinATenthOfItsLength() {
    Backoff.Pauses pauses = new Backoff(ms(1_000), ms(1_000), 1, ms(16_000)).pauses(Seed.of(3));
    List<Long> nanos = IntStream.range(0, 1_000).mapToObj(i -> pauses.next().toNanos()).toList();
    assertThat(nanos).allMatch(pause -> pause >= 900_000_000L && pause <= 1_100_000_000L);
    assertThat(nanos).anyMatch(pause -> pause < 920_000_000L);
    assertThat(nanos).anyMatch(pause -> pause > 1_080_000_000L);
    assertThat(pauses.taken()).isEqualTo(1_000);
  }

  @Test
  void oneSeedGivesTheSamePauses() {
    Backoff.Pauses one = Backoff.DEFAULT.pauses(Seed.of(9));
    Backoff.Pauses same = Backoff.DEFAULT.pauses(Seed.of(9));
    for (int i = 0; i < 20; i++) {
      assertThat(one.next()).isEqualTo(same.next());
    }
  }

  @Test
  void refusesPausesThatMakeNoSense() {
    assertThatThrownBy(() -> new Backoff(ms(0), ms(-1), 2, ms(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(ms(0), ms(1), 0.5, ms(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(ms(0), ms(1), Double.NaN, ms(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Long> millis(Backoff backoff, int count) {
    Backoff.Pauses pauses = backoff.exactPauses();
    return IntStream.range(0, count).mapToObj(i -> pauses.next().toMillis()).toList();
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }
}
