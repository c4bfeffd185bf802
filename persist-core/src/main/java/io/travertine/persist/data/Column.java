package io.travertine.persist.data;

/**
 * A column of a {@link Schema}.
 *
 * @param name not empty; may change in a later schema
 * @param type what its values are
 * @param nullable whether a value may be absent
 * @param id what the column is known by through every rename; not negative
 */
public record Column(String name, ColumnType type, boolean nullable, int id) {

  public Column {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("column " + id + " has no name");
    }
    if (id < 0) {
      throw new IllegalArgumentException("column id out of range: " + id);
    }
  }

  /** A column whose values are never absent. */
  public static Column required(int id, String name, ColumnType type) {
    return new Column(name, type, false, id);
  }

  /** A column whose values may be absent. */
  public static Column optional(int id, String name, ColumnType type) {
    return new Column(name, type, true, id);
  }

  @Override
  public String toString() {
    return name + "#" + id + " " + type + (nullable ? "" : " NOT NULL");
  }
}
