package io.travertine.persist;

import io.travertine.persist.internal.part.StatsPolicy;
import java.util.List;

/**
 * What is kept of the statistics of a part, by which reads skip it (spec §6.7). Names are compared
 * without regard to case.
 *
 * @param budgetBytes what they may take in the state, per part; bounds are shortened and whole
 *     columns dropped, the largest first
 * @param keptNames columns that are not dropped: by name,
 * @param keptPrefixes by the beginning of the name, or
 * @param keptSuffixes by its end
 */
public record StatisticsLimits(
    int budgetBytes, List<String> keptNames, List<String> keptPrefixes, List<String> keptSuffixes) {

  static final StatisticsLimits DEFAULTS =
      new StatisticsLimits(
          StatsPolicy.DEFAULT.budgetBytes(),
          StatsPolicy.DEFAULT.keptNames(),
          StatsPolicy.DEFAULT.keptPrefixes(),
          StatsPolicy.DEFAULT.keptSuffixes());

  public StatisticsLimits {
    if (budgetBytes < 0) {
      throw new IllegalArgumentException("a budget cannot be negative: " + budgetBytes);
    }
    keptNames = List.copyOf(keptNames);
    keptPrefixes = List.copyOf(keptPrefixes);
    keptSuffixes = List.copyOf(keptSuffixes);
  }

  StatsPolicy policy() {
    return new StatsPolicy(budgetBytes, keptNames, keptPrefixes, keptSuffixes);
  }
}
