package io.travertine.calcite.change;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Assignment;
import io.travertine.calcite.type.Store;
import java.util.List;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Makes rows of a table, as it stores them; every value passes {@link Store}. */
final class NewRows {

  private final List<ColumnDefinition> columns;
  private final List<@Nullable Object> parameters;

  NewRows(TableDefinition table, List<@Nullable Object> parameters) {
    this.columns = table.columns();
    this.parameters = parameters;
  }

  /**
   * A whole row.
   *
   * @param cells one for each column
   * @param computed the row that {@link Cell.Field}s are of
   */
  @Nullable Object[] of(Cell[] cells, @Nullable Object[] computed) {
    @Nullable Object[] row = new @Nullable Object[cells.length];
    for (int i = 0; i < cells.length; i++) {
      row[i] = value(cells[i], i, computed);
    }
    return row;
  }

  /** The row that begins at {@code from}. */
  @Nullable Object[] of(@Nullable Object[] computed, int from) {
    @Nullable Object[] row = new @Nullable Object[columns.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = store(computed[from + i], i);
    }
    return row;
  }

  /** One value, as column {@code position} stores it. */
  @Nullable Object value(Cell cell, int position, @Nullable Object[] computed) {
    if (cell instanceof Cell.Stored stored) {
      return stored.value();
    } else if (cell instanceof Cell.Parameter parameter) {
      return store(parameters.get(parameter.index()), position);
    } else if (cell instanceof Cell.Field field) {
      return store(computed[field.index()], field.type(), position);
    }
    Cell.Literal literal = (Cell.Literal) cell;
    return store(literal.value(), literal.type(), position);
  }

  private @Nullable Object store(@Nullable Object value, SqlTypeName type, int position) {
    return store(Assignment.convert(value, type, columns.get(position).type()), position);
  }

  private @Nullable Object store(@Nullable Object value, int position) {
    ColumnDefinition column = columns.get(position);
    return Store.value(value, column.type(), column.nullable(), column.name());
  }
}
