package io.travertine.torture;

/**
 * Something a victim does in one commit.
 *
 * @param id unlike that of all other works on the database; those of one victim follow each other
 * @param a what {@link Kind} says, as are {@code b} and {@code c}
 */
record Work(long id, Kind kind, long a, long b, long c) {

  /** More than one victim ever does. */
  static final long PER_VICTIM = 1_000_000;

  /** What is done, and what the numbers of it mean. */
  enum Kind {
    /** Adds {@code a} rows that carry the id. */
    ROWS,
    /** Takes the {@code b} rows away that work {@code a} added, and adds one with the id. */
    ERASE,
    /** Moves the amount {@code c} from checking account {@code a} to savings account {@code b}. */
    TRANSFER,
    /** Opens the counter {@code a}. */
    COUNTER,
    /** Adds one to the counter {@code a}. */
    COUNT,
    /** Creates the table {@code a} with {@code b} rows. */
    CREATE,
    /** Adds {@code b} rows to the table {@code a}. */
    FILL,
    /** Adds a column to the table {@code a}. */
    WIDEN,
    /** Drops the table {@code a}. */
    DROP;

    boolean isOnTable() {
      return this == CREATE || this == FILL || this == WIDEN || this == DROP;
    }

    /** Whether nothing keeps it from being done twice. */
    boolean canBeReplayed() {
      return this == ROWS || this == TRANSFER || this == COUNT || this == FILL;
    }

    boolean isDefinition() {
      return isOnTable() && this != FILL;
    }
  }

  /** The number of who does it. */
  int victim() {
    return (int) (id / PER_VICTIM);
  }

  @Override
  public String toString() {
    return "%s %s %s %s %s".formatted(id, kind, a, b, c);
  }

  static Work parse(String text) {
    String[] words = text.split(" ");
    return new Work(
        Long.parseLong(words[0]),
        Kind.valueOf(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]));
  }
}
