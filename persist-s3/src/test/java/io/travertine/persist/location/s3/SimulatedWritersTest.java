package io.travertine.persist.location.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The log in a bucket against an all-knowing observer, with sleepers, losses and late arrivals. */
class SimulatedWritersTest {

  private static final long SEEDS = Long.getLong("travertine.s3.seeds", 150);
  private static final long FIRST = Long.getLong("travertine.s3.seed", 1);
  private static final int TURNS = 250;

  @Test
  void whatIsCommittedIsInTheLogAndWhatIsRefusedIsNot() {
    int committed = 0;
    int strays = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try {
        SimulatedWriters played = new SimulatedWriters(seed, StoreRules.DEFAULT).play(TURNS);
        committed += played.committed();
        strays += played.strays();
      } catch (RuntimeException | AssertionError e) {
        fail("seed %s (-Dtravertine.s3.seeds=1 -Dtravertine.s3.seed=%s)".formatted(seed, seed), e);
      }
    }
    assertThat(committed).as("commits").isGreaterThan((int) SEEDS * 20);
    assertThat(strays).as("entries created where truncation had been").isPositive();
  }

  /** A writer who slept believes that it committed where nobody will ever look. */
  @Test
  void catchesWritersWhoDoNotLookAtTheDate() {
    StoreRules careless = new StoreRules(Duration.ofHours(1), Duration.ofDays(100_000));
    assertThat(failures(careless)).isPositive();
  }

  /** Names that are freed at once are taken by writers who slept for a moment only. */
  @Test
  void catchesTruncationThatDoesNotWait() {
    StoreRules hasty = new StoreRules(Duration.ZERO, Duration.ofMinutes(30));
    assertThat(failures(hasty)).isPositive();
  }

  private static int failures(StoreRules rules) {
    int failures = 0;
    for (long seed = FIRST; seed < FIRST + 40; seed++) {
      try {
        new SimulatedWriters(seed, rules).play(TURNS);
      } catch (RuntimeException | AssertionError found) {
        failures++;
      }
    }
    return failures;
  }
}
