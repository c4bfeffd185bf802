package io.travertine.benchmarks.report;

import io.travertine.benchmarks.work.Figure;
import io.travertine.benchmarks.work.Work;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of all rounds. Immutable. */
public record Results(List<Figure> figures) {

  /** The medians of its rounds, of whoever did some work. */
  public record Row(String who, double perSecond, int rounds) {}

  public Results {
    figures = List.copyOf(figures);
  }

  /** Who did {@code work}, fastest first. */
  public List<Row> of(Work work) {
    Map<String, List<Double>> byWho =
        figures.stream()
            .filter(figure -> figure.work() == work)
            .collect(
                Collectors.groupingBy(
                    Figure::who, Collectors.mapping(Figure::perSecond, Collectors.toList())));
    return byWho.entrySet().stream()
        .map(entry -> new Row(entry.getKey(), median(entry.getValue()), entry.getValue().size()))
        .sorted(Comparator.comparingDouble(Row::perSecond).reversed())
        .toList();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
