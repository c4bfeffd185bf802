package io.travertine.calcite.catalog;

/**
 * How a column numbers its rows: {@code GENERATED … AS IDENTITY}. Which numbers were given out is
 * not part of the catalog.
 *
 * @param generation whether a statement may give the number itself
 * @param start the first number
 * @param increment from one number to the next, up or down; not 0
 */
public record Identity(Generation generation, long start, long increment) {

  /** Who gives the number. */
  public enum Generation {
    /** The database alone. */
    ALWAYS,
    /** The database, where the statement does not. */
    BY_DEFAULT
  }

  public Identity {
    if (increment == 0) {
      throw new IllegalArgumentException("an identity of increment 0");
    }
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return generation + " " + start + " " + increment;
  }

  /**
   * The identity that {@link #toString} printed.
   *
   * @throws IllegalArgumentException if {@code text} is no such print
   */
  static Identity parse(String text) {
    String[] words = text.split(" ", -1);
    return new Identity(
        Generation.valueOf(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
  }
}
