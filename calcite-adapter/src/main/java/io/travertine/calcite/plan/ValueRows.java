package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Assignment;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.calcite.type.Store;
import java.util.List;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Rows that an INSERT writes out: data, not code.
 *
 * @param target where they go
 * @param rows for each row a cell for each column of the table
 * @param computed code that gives the cells that are expressions, some of them each
 */
public record ValueRows(TableDefinition target, List<Cell[]> rows, List<Plan.Code> computed) {

  /** One value. */
  sealed interface Cell {

    /** A literal, in the class that the table stores. */
    record Stored(@Nullable Object value) implements Cell {}

    /** A {@code ?}, bound as the column's type. */
    record Given(int parameter) implements Cell {}

    /** Field {@code field} of the row that {@code code} gives. */
    record Computed(int code, int field, SqlTypeName type) implements Cell {}
  }

  public ValueRows {
    rows = List.copyOf(rows);
    computed = List.copyOf(computed);
  }

  /**
   * Stages the rows.
   *
   * @param parameters bound values
   * @param results the row of each of {@link #computed}
   */
  public void stage(
      List<@Nullable Object> parameters, List<@Nullable Object[]> results, StagedChanges changes) {
    List<ColumnDefinition> columns = target.columns();
    for (Cell[] cells : rows) {
      @Nullable Object[] row = new @Nullable Object[cells.length];
      for (int i = 0; i < cells.length; i++) {
        row[i] = value(cells[i], columns.get(i), parameters, results);
      }
      changes.insert(row);
    }
  }

  private static @Nullable Object value(
      Cell cell,
      ColumnDefinition column,
      List<@Nullable Object> parameters,
      List<@Nullable Object[]> results) {
    @Nullable Object value;
    if (cell instanceof Cell.Stored stored) {
      return stored.value();
    } else if (cell instanceof Cell.Given given) {
      value = parameters.get(given.parameter());
    } else {
      Cell.Computed computed = (Cell.Computed) cell;
      value =
          Assignment.convert(
              results.get(computed.code())[computed.field()], computed.type(), column.type());
    }
    return Store.value(value, column.type(), column.nullable(), column.name());
  }
}
