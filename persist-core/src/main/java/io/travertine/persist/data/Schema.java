package io.travertine.persist.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a key or of a value. No columns at all is the schema of {@link Unit}.
 *
 * <p>A later schema of a shard may have other names for the same columns, more columns at the end,
 * and fewer: those that are gone it knows as dropped (spec §13.2).
 *
 * @param columns with different names and different ids
 * @param dropped columns that earlier schemas had, with ids of their own; their names may be taken.
 *     Nobody reads or writes them under this schema, but what was written stays, for who reads the
 *     past under an earlier one. Nullable or with an initial value; where there are any, the
 *     columns are in the order of their ids
 */
public record Schema(List<Column> columns, List<Column> dropped) {

  /** The schema without columns. */
  public static final Schema EMPTY = new Schema(List.of());

  /** A schema that has all columns there ever were. */
  public Schema(List<Column> columns) {
    this(columns, List.of());
  }

  public Schema {
    columns = List.copyOf(columns);
    dropped = List.copyOf(dropped);
    Set<String> names = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException("two columns named '" + column.name() + "'");
      }
    }
    for (Column column : concat(columns, dropped)) {
      if (!ids.add(column.id())) {
        throw new IllegalArgumentException("two columns with id " + column.id());
      }
    }
    for (Column column : dropped) {
      if (!column.nullable() && column.initial().isEmpty()) {
        throw new IllegalArgumentException(
            "what is written after column '"
                + column.name()
                + "' was dropped lacks it: it must be"
                + " nullable");
      }
    }
    for (int i = 1; i < columns.size() && !dropped.isEmpty(); i++) {
      if (columns.get(i).id() < columns.get(i - 1).id()) {
        throw new IllegalArgumentException(
            "columns of which some were dropped must be in the order of their ids: " + columns);
      }
    }
  }

  /** The schema of these columns. */
  public static Schema of(Column... columns) {
    return new Schema(List.of(columns));
  }

  private static List<Column> concat(List<Column> first, List<Column> second) {
    List<Column> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /**
   * The schema of all columns, those dropped in the places that their ids give them: what
   * everything that was ever written under this or an earlier schema has to be written again under.
   * One whose name is taken has its id behind it.
   */
  public Schema whole() {
    if (dropped.isEmpty()) {
      return this;
    }
    Set<String> names = new HashSet<>();
    columns.forEach(column -> names.add(column.name()));
    List<Column> all = new ArrayList<>(columns);
    for (Column column : dropped) {
      String free = column.name();
      while (!names.add(free)) {
        free = free.equals(column.name()) ? free + "#" + column.id() : free + "#";
      }
      all.add(column.named(free));
    }
    all.sort(Comparator.comparingInt(Column::id));
    return new Schema(all);
  }

  /** Whether the other has the same columns; what was dropped makes no difference to updates. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Schema schema && columns.equals(schema.columns);
  }

  @Override
  public int hashCode() {
    return columns.hashCode();
  }

  /** Whether this knows every column of {@code other}, perhaps as dropped. */
  public boolean covers(Schema other) {
    if (this == other) {
      return true;
    }
    Set<Integer> known = new HashSet<>();
    concat(columns, dropped).forEach(column -> known.add(column.id()));
    return concat(other.columns, other.dropped).stream()
        .allMatch(column -> known.contains(column.id()));
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
