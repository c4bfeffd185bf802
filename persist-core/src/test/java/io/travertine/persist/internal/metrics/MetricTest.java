package io.travertine.persist.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricTest {

  /** Beside the modules. */
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

  private static String row(Metric metric) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            metric.id(),
            metric.kind().name().toLowerCase(Locale.ROOT),
            metric.unit(),
            String.join(", ", metric.tags()),
            metric.meaning());
  }

  @Test
  void theDocumentListsWhatIsMeasuredAndNothingElse() throws Exception {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| `")).toList();

    assertThat(rows)
        .containsExactlyElementsOf(Stream.of(Metric.values()).map(MetricTest::row).toList());
  }

  @Test
  void namesAreTold() {
    assertThat(Metric.values())
        .extracting(Metric::id)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("persist(\\.[a-z]+)+"));
  }

  @Test
  void aMeterHasTheTagsOfItsMetric() {
    Metrics metrics = new Metrics(new SimpleMeterRegistry());

    assertThat(metrics.counter(Metric.CMD_MISMATCH, "append").getId().getTags()).hasSize(1);
    assertThatThrownBy(() -> metrics.counter(Metric.CMD_MISMATCH))
        .hasMessageContaining("has the tags [cmd]");
    assertThatThrownBy(() -> metrics.counter(Metric.CMD, "append", "committed"))
        .hasMessageContaining("is a TIMER");
  }
}
