package io.travertine.persist.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** What each benchmark gave in each round. Not thread-safe. */
final class Measurements {

  /** One round of one benchmark; the mean and the percentiles are the same thing in short ones. */
  record Round(double p50, double p99) {}

  private final Map<String, List<Round>> rounds = new HashMap<>();

  void add(RunResult result) {
    String method = result.getPrimaryResult().getLabel();
    String place = result.getParams().getParam("place");
    Statistics statistics = result.getPrimaryResult().getStatistics();
    double median =
        result.getParams().getMode() == Mode.Throughput
            ? statistics.getMean()
            : statistics.getPercentile(50);
    rounds
        .computeIfAbsent(key(method, place == null ? "" : place), absent -> new ArrayList<>())
        .add(new Round(median, statistics.getPercentile(99)));
  }

  private static String key(String method, String place) {
    return method + " " + place;
  }

  /** The median of all rounds' medians, if it was measured. */
  OptionalDouble p50(String method, String place) {
    return median(rounds(method, place).stream().mapToDouble(Round::p50).toArray());
  }

  /** The median of all rounds' 99th percentiles, if it was measured. */
  OptionalDouble p99(String method, String place) {
    return median(rounds(method, place).stream().mapToDouble(Round::p99).toArray());
  }

  /** The median of what {@code method} takes against {@code anchor} in the same round. */
  OptionalDouble ratio(String method, String place, String anchor) {
    List<Round> ours = rounds(method, place);
    List<Round> theirs = rounds(anchor, "");
    double[] ratios = new double[Math.min(ours.size(), theirs.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ours.get(i).p50() / theirs.get(i).p50();
    }
    return median(ratios);
  }

  private List<Round> rounds(String method, String place) {
    return rounds.getOrDefault(key(method, place), List.of());
  }

  private static OptionalDouble median(double[] values) {
    if (values.length == 0) {
      return OptionalDouble.empty();
    }
    java.util.Arrays.sort(values);
    int half = values.length / 2;
    return OptionalDouble.of(
        values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2);
  }
}
