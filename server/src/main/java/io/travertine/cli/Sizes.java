package io.travertine.cli;

import java.util.List;
import java.util.Locale;

/** Sizes and ages as people read them. */
final class Sizes {

  private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB", "PiB");

  private Sizes() {}

  /** For example {@code 45 min} or {@code 3 days}. */
  static String age(long millis) {
    long minutes = millis / 60_000;
    if (minutes < 120) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    return hours < 48 ? hours + " h" : hours / 24 + " days";
  }

  /** For example {@code 12 B} or {@code 3.4 MiB}. */
  static String text(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes / 1024.0;
    int unit = 0;
    while (size >= 1023.95 && unit < UNITS.size() - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, UNITS.get(unit));
  }
}
