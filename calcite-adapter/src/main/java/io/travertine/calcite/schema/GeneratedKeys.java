package io.travertine.calcite.schema;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.change.StoredRows;
import io.travertine.calcite.plan.ResultColumns;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;
import org.jspecify.annotations.Nullable;

/**
 * What one execution, or one batch, says of the rows it inserted. Without rows and columns if it
 * inserted nothing. Not thread-safe.
 */
public final class GeneratedKeys {

  private final KeyColumns wanted;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private List<ColumnMetaData> columns = List.of();
  private int[] positions = new int[0];

  public GeneratedKeys(KeyColumns wanted) {
    this.wanted = wanted;
  }

  /** What JDBC is told of the columns. */
  public List<ColumnMetaData> columns() {
    return columns;
  }

  /** The rows, in the order they were inserted in. */
  public RowCursor rows() {
    return new ListedCursor(rows);
  }

  /**
   * Rows of {@code table} are going to come.
   *
   * @throws io.travertine.calcite.type.SqlFailure 42703 if it has none of the columns wanted
   */
  void expect(TableDefinition table, TravertineTypeFactory types) {
    positions = wanted.in(table);
    columns = new ResultColumns(types).of(table, positions);
  }

  void take(TableDefinition table, @Nullable Object[] stored) {
    @Nullable Object[] row = new @Nullable Object[positions.length];
    for (int i = 0; i < row.length; i++) {
      row[i] =
          StoredRows.computable(
              stored[positions[i]], table.columns().get(positions[i]).type().name());
    }
    rows.add(row);
  }

  int count() {
    return rows.size();
  }

  /** Forgets all rows but the first {@code count}: what inserted the others runs again. */
  void forgetAfter(int count) {
    rows.subList(count, rows.size()).clear();
  }
}
