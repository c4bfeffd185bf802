package io.travertine.persist.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.BriefJvm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs the simulation. A failure prints its seed and its last steps; {@code
 * -Dtravertine.sim.seed=N} replays it, {@code -Dtravertine.sim.seeds=N} runs more.
 */
class SimulationTest {

  private static final int SEEDS = Integer.getInteger("travertine.sim.seeds", 200);
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
    Long one = Long.getLong("travertine.sim.seed");
    List<SimulationReport> failed =
        Campaign.run(one == null ? 0 : one, one == null ? SEEDS : 1, AT_ONCE, report -> {});

    assertThat(failed).extracting(SimulationReport::describe).isEmpty();
  }

  @Test
  void oneSeedIsOneTrace() {
    List<SimulationReport> first = reports(1_000, 3);
    List<SimulationReport> second = reports(1_000, 3);

    for (int i = 0; i < first.size(); i++) {
      SimulationReport report = first.get(i);
      SimulationReport again = second.get(i);
      assertThat(again.traceHash())
          .as("trace of seed %s", report.seed())
          .isEqualTo(report.traceHash());
      assertThat(again.lastSteps()).isEqualTo(report.lastSteps());
    }
    assertThat(first).extracting(SimulationReport::traceHash).doesNotHaveDuplicates();
  }

  private static List<SimulationReport> reports(long from, int count) {
    List<SimulationReport> reports = new ArrayList<>();
    Campaign.run(from, count, AT_ONCE, reports::add);
    reports.sort(Comparator.comparingLong(SimulationReport::seed));
    return reports;
  }

  /** Where hash tables have another order. */
  @Test
  void oneSeedIsOneTraceInAnotherJvm() throws Exception {
    Process other =
        new ProcessBuilder(BriefJvm.alike().running(Replay.class, "7"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String told = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(told.strip()).isEqualTo(Long.toString(Simulation.run(7).traceHash()));
  }

  /** Prints the hash of one seed's trace. */
  static final class Replay {
    public static void main(String[] args) {
      Quiet.begin();
      System.out.println(Simulation.run(Long.parseLong(args[0])).traceHash());
    }
  }
}
