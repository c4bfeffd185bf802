package io.travertine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.cli.soak.Pace;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakCommandTest {

  private static final Pace SHORT = new Pace(6, 10, Duration.ofMillis(1));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final SoakCommand command =
      new SoakCommand(new PrintStream(out, true, StandardCharsets.UTF_8));

  private static Arguments arguments(String... words) {
    return Arguments.parse(List.of(words), SoakCommand.OPTIONS);
  }

  @Test
  void printsALineForEachSampleAVerdictAndAPicture(@TempDir Path directory) throws Exception {
    Path chart = directory.resolve("chart.svg");

    command.run(arguments(directory.resolve("db").toString(), "--chart", chart.toString()), SHORT);

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1 + 1 + 6 + 5);
    assertThat(lines.get(0)).startsWith("a commit every 1 ms on file:");
    assertThat(lines.get(7)).contains(" 60 ");
    assertThat(lines.subList(8, 13)).allMatch(line -> line.matches(".*: (flat|GROWS)"));
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(chart.toFile())
                .getElementsByTagName("polyline")
                .getLength())
        .isEqualTo(5);
  }

  @Test
  void takesTooShortATimeForMisuse() {
    assertThatThrownBy(() -> command.run(arguments("mem:soak", "--minutes", "5")))
        .isInstanceOf(MisuseException.class);
  }
}
