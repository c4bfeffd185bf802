package io.travertine.persist.internal.part;

import java.util.List;
import java.util.Locale;

/**
 * What to keep of the statistics of a part when they take too much room (spec §6.7). Names are
 * compared without regard to case.
 *
 * @param budgetBytes what the encoded statistics may come to
 * @param keptNames columns whose statistics are kept in any case: by name,
 * @param keptPrefixes by the beginning of the name, or
 * @param keptSuffixes by its end
 */
public record StatsPolicy(
    int budgetBytes, List<String> keptNames, List<String> keptPrefixes, List<String> keptSuffixes) {

  /** 1 KiB, and columns that sound like times: they are what one filters by most. */
  public static final StatsPolicy DEFAULT =
      new StatsPolicy(
          1024,
          List.of("err", "ts", "receivedat", "createdat", "_fivetran_deleted"),
          List.of("last_"),
          List.of("timestamp", "time", "_at", "_tstamp"));

  public StatsPolicy {
    keptNames = lowerCase(keptNames);
    keptPrefixes = lowerCase(keptPrefixes);
    keptSuffixes = lowerCase(keptSuffixes);
  }

  private static List<String> lowerCase(List<String> texts) {
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
  }

  /** Whether the statistics of the column called {@code name} are kept in any case. */
  boolean keeps(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return keptNames.contains(lower)
        || keptPrefixes.stream().anyMatch(lower::startsWith)
        || keptSuffixes.stream().anyMatch(lower::endsWith);
  }
}
