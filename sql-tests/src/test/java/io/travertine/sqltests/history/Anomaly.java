package io.travertine.sqltests.history;

/**
 * Something that cannot have happened if the database keeps its promise.
 *
 * @param kind its name in the literature
 * @param story who did what, in words
 */
public record Anomaly(String kind, String story) {

  // ---- what one read shows

  /** A transaction contradicts what it has read or appended itself. */
  public static final String INTERNAL = "internal";

  /** A value that nobody has ever appended to that list. */
  public static final String GARBAGE = "garbage read";

  /** A value of a transaction that was refused. */
  public static final String ABORTED = "G1a, aborted read";

  /** A committed append after one that was refused. */
  public static final String DIRTY_UPDATE = "dirty update";

  /** What a transaction had made of a list before it made more of it. */
  public static final String INTERMEDIATE = "G1b, intermediate read";

  /** A value that is in a list twice. */
  public static final String DUPLICATE = "duplicate value";

  /** Two reads of one list, neither of which is a beginning of the other. */
  public static final String INCOMPATIBLE = "incompatible orders";

  /** A committed append that nobody finds afterwards. */
  public static final String LOST = "lost append";

  // ---- what several show together: circles

  /** Of writes. */
  public static final String G0 = "G0, write cycle";

  /** Of writes and reads of what was written. */
  public static final String G1C = "G1c, circular information flow";

  /** With one transaction that did not see what another wrote. */
  public static final String G_SINGLE = "G-single, read skew or lost update";

  /** With several such, as in write skew. */
  public static final String G2 = "G2, anti-dependency cycle";

  /** The same, where snapshot isolation does not allow it either. */
  public static final String G_NONADJACENT = "G-nonadjacent, anti-dependency cycle";

  /** Appended to the name of a circle that the order of a session closes. */
  public static final String OF_SESSION = ", by the order of a session";

  /** Appended to the name of a circle that real time closes. */
  public static final String IN_REAL_TIME = ", by real time";

  @Override
  public String toString() {
    return kind + ": " + story;
  }
}
