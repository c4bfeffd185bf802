package io.travertine.calcite.schema;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import java.util.List;
import java.util.stream.IntStream;

/** The columns of new rows that a statement gives back (JDBC 4.3 §13.6). */
public sealed interface KeyColumns {

  /** The identity columns. */
  record Generated() implements KeyColumns {}

  /** Columns by name, in any case. */
  record Named(List<String> names) implements KeyColumns {
    public Named {
      names = List.copyOf(names);
    }
  }

  /** Columns by their place in the table, from 1. */
  record Numbered(List<Integer> ordinals) implements KeyColumns {
    public Numbered {
      ordinals = List.copyOf(ordinals);
    }
  }

  /**
   * The positions in {@code table} of the columns.
   *
   * @throws SqlFailure 42703 if there is no such column
   */
  default int[] in(TableDefinition table) {
    int width = table.columns().size();
    if (this instanceof Named named) {
      return named.names().stream()
          .mapToInt(name -> table.indexOf(name).orElseThrow(() -> missing(name, table)))
          .toArray();
    } else if (this instanceof Numbered numbered) {
      return numbered.ordinals().stream()
          .mapToInt(
              ordinal -> {
                if (ordinal < 1 || ordinal > width) {
                  throw missing("number " + ordinal, table);
                }
                return ordinal - 1;
              })
          .toArray();
    }
    return IntStream.range(0, width)
        .filter(position -> table.columns().get(position).identity().isPresent())
        .toArray();
  }

  private static SqlFailure missing(String column, TableDefinition table) {
    List<String> known = table.columns().stream().map(ColumnDefinition::name).toList();
    return new SqlFailure(
        SqlState.UNDEFINED_COLUMN,
        "column \""
            + column
            + "\" does not exist in table \""
            + table.name()
            + "\": there are "
            + String.join(", ", known));
  }
}
