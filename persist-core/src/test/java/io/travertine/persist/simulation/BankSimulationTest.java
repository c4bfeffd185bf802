package io.travertine.persist.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs the simulation of transactions. A failure prints its seed and its last steps; {@code
 * -Dtravertine.bank.seed=N} replays it, {@code -Dtravertine.bank.seeds=N} runs more.
 */
class BankSimulationTest {

  private static final int SEEDS = Integer.getInteger("travertine.bank.seeds", 40);
  private static final long FIRST = Long.getLong("travertine.bank.first", 0);
  private static final int AT_ONCE = 2;

  @BeforeAll
  static void hush() {
    Quiet.begin();
  }

  @AfterAll
  static void speak() {
    Quiet.end();
  }

  @Test
  void everySeedPasses() {
    Long one = Long.getLong("travertine.bank.seed");
    List<SimulationReport> failed =
        Campaign.run(
            BankSimulation::run,
            one == null ? FIRST : one,
            one == null ? SEEDS : 1,
            AT_ONCE,
            report -> {});

    assertThat(failed).extracting(SimulationReport::describe).isEmpty();
  }

  @Test
  void everySeedPassesWhereShardsAreFollowedAndGivenWhatTheyLackByStrangers() {
    List<SimulationReport> failed =
        Campaign.run(BankSimulation::runFollowed, FIRST, SEEDS / 4, AT_ONCE, report -> {});

    assertThat(failed).extracting(SimulationReport::describe).isEmpty();
  }

  /** Of two who found that a lease had expired, one waited for the other and held up everybody. */
  @Test
  void aSeedThatFailedBeforePasses() {
    assertThat(BankSimulation.run(201).describe()).endsWith("passed");
  }

  @Test
  void oneSeedIsOneTrace() {
    for (long seed = 1_000; seed < 1_002; seed++) {
      assertThat(BankSimulation.run(seed).traceHash())
          .as("trace of seed %s", seed)
          .isEqualTo(BankSimulation.run(seed).traceHash());
    }
  }
}
