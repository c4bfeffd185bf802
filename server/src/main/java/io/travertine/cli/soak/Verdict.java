package io.travertine.cli.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a figure stayed flat: in the last third of the samples it is, at the median, not above
 * what it was in the third before. The first third is for warming up.
 *
 * @param figure which
 * @param before the median of the second third
 * @param after the median of the last third
 */
public record Verdict(Figure figure, double before, double after) {

  /** With fewer samples nothing can be said. */
  public static final int SAMPLES_MIN = 6;

  private static final double SHARE = 0.05;

  /** A verdict on each figure. */
  public static List<Verdict> on(List<Sample> samples) {
    int third = samples.size() / 3;
    int last = samples.size() - third;
    List<Verdict> verdicts = new ArrayList<>();
    for (Figure figure : Figure.values()) {
      verdicts.add(
          new Verdict(
              figure,
              median(figure, samples.subList(last - third, last)),
              median(figure, samples.subList(last, samples.size()))));
    }
    return verdicts;
  }

  private static double median(Figure figure, List<Sample> samples) {
    double[] values = samples.stream().mapToDouble(figure::of).sorted().toArray();
    return values[values.length / 2];
  }

  /** Whether it did not grow by more than it goes up and down. */
  public boolean isFlat() {
    return after <= before + Math.max(figure.slack(), SHARE * before);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %.1f, then %.1f: %s",
        figure.title(),
        before,
        after,
        isFlat() ? "flat" : "GROWS");
  }
}
