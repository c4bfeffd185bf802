package io.travertine.calcite.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant. */
final class Suggestions {

  private Suggestions() {}

  /** The candidate most like {@code name}, if one is like it at all. */
  static Optional<String> nearest(String name, Collection<String> candidates) {
    int tolerated = Math.max(1, name.length() / 3);
    return candidates.stream()
        .filter(candidate -> distance(name, candidate) <= tolerated)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** {@code : did you mean "x"?}, or nothing. */
  static String hint(String name, Collection<String> candidates) {
    return nearest(name, candidates)
        .map(candidate -> ": did you mean \"" + candidate + "\"?")
        .orElse("");
  }

  /** Levenshtein's distance, upper and lower case being equal. */
  private static int distance(String a, String b) {
    String left = a.toLowerCase(Locale.ROOT);
    String right = b.toLowerCase(Locale.ROOT);
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int changed = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + changed);
        diagonal = above;
      }
    }
    return row[right.length()];
  }
}
