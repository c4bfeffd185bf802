package io.travertine.calcite.exec;

import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.jspecify.annotations.Nullable;

/**
 * Rows of literals, kept as data because generated code cannot hold thousands of them. Immutable,
 * and part of a cached plan.
 */
public final class ListedRows {

  private final List<@Nullable Object[]> rows;

  public ListedRows(List<@Nullable Object[]> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Called by generated code. */
  public Enumerable<@Nullable Object> open(DataContext root) {
    return RowShape.of(rows);
  }
}
