package io.travertine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.simulation.SimulationReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulateCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);

  private static Arguments arguments(String... words) {
    return Arguments.parse(Arrays.asList(words), SimulateCommand.OPTIONS);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void runsSeedsAndSumsUp() {
    assertThat(new SimulateCommand(stream).run(arguments("--seeds", "2", "--first", "30")))
        .isZero();
    assertThat(printed()).contains("2 seeds from 30: ", " commits in ", "; all passed");
  }

  @Test
  void replaysOneSeedTheSameEveryTime() {
    assertThat(new SimulateCommand(stream).run(arguments("--seed", "5"))).isZero();
    String first = printed();
    out.reset();
    assertThat(new SimulateCommand(stream).run(arguments("--seed", "5"))).isZero();

    assertThat(first).contains("opens a", " commits v", "the audit ends", "trace ");
    assertThat(printed()).isEqualTo(first);
  }

  @Test
  void failsAndSaysHowToReplayWhenASeedFails() {
    SimulateCommand command =
        new SimulateCommand(
            stream,
            seed ->
                new SimulationReport(
                    seed,
                    seed,
                    1,
                    1,
                    seed == 3
                        ? Optional.of(new IllegalStateException("lost a row"))
                        : Optional.empty(),
                    List.of("the last thing that happened")));

    assertThat(command.run(arguments("--seeds", "5", "--threads", "1"))).isEqualTo(1);
    assertThat(printed())
        .contains(
            "the last thing that happened",
            "5 seeds from 0: 5 commits in 5 steps; 1 failed",
            "seed 3: java.lang.IllegalStateException: lost a row",
            "replay it: ./travertine simulate --seed 3");
  }

  @Test
  void isHelpfulWhenMisused() {
    SimulateCommand command = new SimulateCommand(stream);

    assertThatThrownBy(() -> command.run(arguments("db")))
        .isInstanceOf(MisuseException.class)
        .hasMessageContaining("makes its own");
    assertThatThrownBy(() -> command.run(arguments("--seed", "x")))
        .isInstanceOf(MisuseException.class)
        .hasMessageContaining("'x' is no seed");
    assertThatThrownBy(() -> command.run(arguments("--seeds", "0")))
        .isInstanceOf(MisuseException.class);
  }
}
