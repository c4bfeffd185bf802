package io.travertine.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.inspect.Footprint;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VerdictTest {

  /** Thirty samples, with so many log entries at each minute. */
  private static List<Sample> samples(LongUnaryOperator versions) {
    return LongStream.range(0, 30)
        .mapToObj(
            minute ->
                new Sample(
                    60 * minute,
                    60 * minute,
                    new Footprint(3, versions.applyAsLong(minute), 20, 1_000),
                    20 << 20,
                    50 << 20,
                    16,
                    5))
        .toList();
  }

  private static boolean isFlat(Figure figure, List<Sample> samples) {
    return Verdict.on(samples).stream()
        .filter(verdict -> verdict.figure() == figure)
        .allMatch(Verdict::isFlat);
  }

  @Test
  void whatGoesUpAndDownIsFlat() {
    List<Sample> sawTooth = samples(minute -> 100 + 120 * (minute % 4));
    assertThat(Verdict.on(sawTooth)).hasSize(Figure.values().length).allMatch(Verdict::isFlat);
  }

  @Test
  void whatGrowsAtFirstIsFlat() {
    assertThat(isFlat(Figure.VERSIONS, samples(minute -> Math.min(600, 100 * minute)))).isTrue();
  }

  @Test
  void anEntryForEveryOtherCommitIsGrowth() {
    List<Sample> growing = samples(minute -> 300 + 30 * minute);
    assertThat(isFlat(Figure.VERSIONS, growing)).isFalse();
    assertThat(isFlat(Figure.OBJECTS, growing)).isTrue();
    assertThat(Verdict.on(growing).get(Figure.VERSIONS.ordinal()).toString())
        .startsWith("log entries: ")
        .endsWith("GROWS");
  }
}
