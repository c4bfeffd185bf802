package io.travertine.persist.data;

import java.util.Optional;

/**
 * A column of a {@link Schema}.
 *
 * @param name not empty; may change in a later schema
 * @param type what its values are
 * @param nullable whether a value may be absent
 * @param id what the column is known by through every rename; not negative
 * @param initial what it has in updates that were written without it, as {@link ValueText} prints
 *     it; null if there is none. The same in every schema that has the column
 */
public record Column(
    String name, ColumnType type, boolean nullable, int id, Optional<String> initial) {

  public Column {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("column " + id + " has no name");
    }
    if (id < 0) {
      throw new IllegalArgumentException("column id out of range: " + id);
    }
    initial.ifPresent(text -> ValueText.parse(type, text));
  }

  /** A column that is null in updates that were written without it. */
  public Column(String name, ColumnType type, boolean nullable, int id) {
    this(name, type, nullable, id, Optional.empty());
  }

  /** A column whose values are never absent. */
  public static Column required(int id, String name, ColumnType type) {
    return new Column(name, type, false, id);
  }

  /** A column whose values may be absent. */
  public static Column optional(int id, String name, ColumnType type) {
    return new Column(name, type, true, id);
  }

  /** The same column under another name. */
  public Column named(String newName) {
    return new Column(newName, type, nullable, id, initial);
  }

  @Override
  public String toString() {
    return name + "#" + id + " " + type + (nullable ? "" : " NOT NULL");
  }
}
