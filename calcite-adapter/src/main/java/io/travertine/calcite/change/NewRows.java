package io.travertine.calcite.change;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Assignment;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.ResultRows;
import io.travertine.calcite.type.Store;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Makes rows of a table, as it stores them; every value passes {@link Store}. */
final class NewRows {

  private final TableDefinition table;
  private final List<ColumnDefinition> columns;
  private final List<@Nullable Object> parameters;
  private final ChangeScope scope;
  private final Optional<Defaults> defaults;

  /** The values of the defaults, for the row at hand. */
  private @Nullable Object[] defaultValues = new @Nullable Object[0];

  private boolean hasDefaultValues;

  NewRows(TableDefinition table, Optional<Defaults> defaults, ChangeScope scope) {
    this.table = table;
    this.columns = table.columns();
    this.parameters = scope.parameters();
    this.scope = scope;
    this.defaults = defaults;
  }

  /** Begins with the next row: what is random is so anew. */
  void next() {
    hasDefaultValues &= defaults.isPresent() && !defaults.get().perRow();
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

  /** Gives some columns of a row their values. */
  void fill(@Nullable Object[] row, int[] positions, Cell[] cells, @Nullable Object[] computed) {
    for (int position : positions) {
      row[position] = value(cells[position], position, computed);
    }
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
    } else if (cell instanceof Cell.Number) {
      return store(scope.nextNumber(table, columns.get(position)), position);
    } else if (cell instanceof Cell.Default value) {
      return store(defaultValue(value.index()), value.type(), position);
    } else if (cell instanceof Cell.Field field) {
      return store(computed[field.index()], field.type(), position);
    }
    Cell.Literal literal = (Cell.Literal) cell;
    return store(literal.value(), literal.type(), position);
  }

  private @Nullable Object defaultValue(int index) {
    if (!hasDefaultValues) {
      Code code = defaults.orElseThrow().code();
      try (ResultRows rows = ResultRows.of(code, 0, scope.context(code))) {
        rows.advance();
        defaultValues = rows.row();
      }
      hasDefaultValues = true;
    }
    return defaultValues[index];
  }

  private @Nullable Object store(@Nullable Object value, SqlTypeName type, int position) {
    return store(Assignment.convert(value, type, columns.get(position).type()), position);
  }

  private @Nullable Object store(@Nullable Object value, int position) {
    ColumnDefinition column = columns.get(position);
    return Store.value(value, column.type(), column.nullable(), column.name());
  }
}
