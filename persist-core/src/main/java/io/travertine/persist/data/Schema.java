package io.travertine.persist.data;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The columns of a key or of a value. No columns at all is the schema of {@link Unit}.
 *
 * @param columns with different names and different ids
 */
public record Schema(List<Column> columns) {

  /** The schema without columns. */
  public static final Schema EMPTY = new Schema(List.of());

  public Schema {
    columns = List.copyOf(columns);
    Set<String> names = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException("two columns named '" + column.name() + "'");
      }
      if (!ids.add(column.id())) {
        throw new IllegalArgumentException("two columns with id " + column.id());
      }
    }
  }

  /** The schema of these columns. */
  public static Schema of(Column... columns) {
    return new Schema(List.of(columns));
  }

  /** How many columns. */
  public int width() {
    return columns.size();
  }

  public Column column(int position) {
    return columns.get(position);
  }

  /** The position of the column with this id. */
  public OptionalInt positionOf(int id) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).id() == id) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** The position of the column with exactly this name. */
  public OptionalInt positionOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** The schema of the columns at these positions, in that order. */
  public Schema project(List<Integer> positions) {
    return new Schema(positions.stream().map(columns::get).toList());
  }
}
