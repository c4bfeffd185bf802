package io.travertine.calcite.exec;

import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.jspecify.annotations.Nullable;

/** A table whose rows are made up when it is read. */
public final class SystemTable {

  /** Makes the rows up. */
  @FunctionalInterface
  public interface Rows {
    /**
     * The rows, in Calcite's representation.
     *
     * @param slot which of the statement's catalogs they are about
     */
    List<@Nullable Object[]> of(StatementContext context, int slot);
  }

  private final Rows rows;
  private final int slot;

  public SystemTable(Rows rows, int slot) {
    this.rows = rows;
    this.slot = slot;
  }

  /** Called by generated code. */
  public Enumerable<@Nullable Object> open(DataContext root) {
    return RowShape.of(rows.of((StatementContext) root, slot));
  }
}
