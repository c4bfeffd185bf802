package io.travertine.persist.location.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.simulation.BankSimulation;
import io.travertine.persist.simulation.Campaign;
import io.travertine.persist.simulation.Ground;
import io.travertine.persist.simulation.Simulation;
import io.travertine.persist.simulation.SimulationReport;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The simulations of the storage core over the log in a bucket. Its rules are of seconds instead of
 * an hour, since processes stand still for seconds. {@code -Dtravertine.s3.sim.seeds=N} runs more,
 * {@code -Dtravertine.s3.sim.first=S} others.
 */
class S3SimulationTest {

  private static final int SEEDS = Integer.getInteger("travertine.s3.sim.seeds", 6);
  private static final long FIRST = Long.getLong("travertine.s3.sim.first", 0);
  private static final int AT_ONCE = 2;

  private static final StoreRules RULES =
      new StoreRules(Duration.ofSeconds(60), Duration.ofSeconds(30));

  private static final Logger CORE = Logger.getLogger("io.travertine.persist");

  @BeforeAll
  static void hush() {
    CORE.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    CORE.setLevel(Level.INFO);
  }

  private static Ground.Opening with(StoreRules rules) {
    return world -> new BucketGround(rules, world);
  }

  private static List<SimulationReport> failures(LongFunction<SimulationReport> simulation) {
    return Campaign.run(simulation, FIRST, SEEDS, AT_ONCE, report -> {});
  }

  @Test
  void everySeedOfShardsPasses() {
    assertThat(failures(seed -> Simulation.run(seed, with(RULES))))
        .extracting(SimulationReport::describe)
        .isEmpty();
  }

  @Test
  void everySeedOfTransactionsPasses() {
    assertThat(failures(seed -> BankSimulation.run(seed, with(RULES))))
        .extracting(SimulationReport::describe)
        .isEmpty();
  }

  @Test
  void oneSeedIsOneTrace() {
    assertThat(Simulation.run(FIRST, with(RULES)).traceHash())
        .isEqualTo(Simulation.run(FIRST, with(RULES)).traceHash());
  }

  /** Names that are freed at once are taken by writers who stood still for a moment only. */
  @Test
  void findsTruncationThatDoesNotWait() {
    assertFound(new StoreRules(Duration.ZERO, RULES.freshFor()), List.of(2L, 8L, 12L, 20L));
  }

  /** A writer who stood still believes that it committed where nobody will ever look. */
  @Test
  void findsWritersWhoDoNotLookAtTheDate() {
    assertFound(new StoreRules(RULES.keptFor(), Duration.ofDays(1)), List.of(1L, 12L));
  }

  /** By one of the seeds that found it last time. */
  private static void assertFound(StoreRules wrong, List<Long> seeds) {
    assertThat(seeds).anyMatch(seed -> !Simulation.run(seed, with(wrong)).passed());
  }
}
