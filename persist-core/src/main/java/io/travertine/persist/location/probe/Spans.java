package io.travertine.persist.location.probe;

import java.util.Locale;

/** Spans of time, for people. */
final class Spans {

  private Spans() {}

  static String text(long millis) {
    if (millis < 1_000) {
      return millis + " ms";
    }
    return millis < 120_000
        ? String.format(Locale.ROOT, "%.1f s", millis / 1e3)
        : String.format(Locale.ROOT, "%.1f min", millis / 60e3);
  }
}
