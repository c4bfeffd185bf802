package io.travertine.sqltests.history;

/**
 * One moment comes before another.
 *
 * @param from the earlier moment
 * @param to the later one
 * @param first whose moment the earlier one is
 * @param second whose the later one is
 * @param how from what that is seen, in words
 */
record Dependency(int from, int to, Kind kind, Footprint first, Footprint second, String how) {

  /** Why. */
  enum Kind {
    /** The second appended after the first (ww). */
    WRITTEN_AFTER,

    /** The second found what the first appended (wr). */
    SEEN,

    /** The first did not find what the second appended (rw). */
    NOT_SEEN,

    /** The session did the first, and then the second. */
    SESSION,

    /** A transaction reads before it writes. */
    WITHIN,

    /** A transaction ended at an instant. */
    ENDED,

    /** An instant came before another. */
    CLOCK,

    /** A transaction began after an instant. */
    BEGAN
  }

  /** Circles with less of it are simpler. */
  int weight() {
    return switch (kind) {
      case NOT_SEEN -> 1_000;
      case WRITTEN_AFTER, SEEN, SESSION, ENDED -> 1;
      case WITHIN, CLOCK, BEGAN -> 0;
    };
  }
}
