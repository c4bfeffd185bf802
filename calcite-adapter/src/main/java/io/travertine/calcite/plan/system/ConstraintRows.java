package io.travertine.calcite.plan.system;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.Constraint;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.StatementContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@code information_schema} that are about constraints. */
final class ConstraintRows {

  private ConstraintRows() {}

  static List<@Nullable Object[]> constraints(
      StatementContext context, int slot, ViewColumns views) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDefinition table : context.catalog(slot).tables()) {
      for (Constraint constraint : table.constraints()) {
        rows.add(
            new @Nullable Object[] {
              null,
              table.schema(),
              constraint.name(),
              table.schema(),
              table.name(),
              constraint.kind(),
              "NO",
              "NO"
            });
      }
    }
    return rows;
  }

  static List<@Nullable Object[]> checks(StatementContext context, int slot, ViewColumns views) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDefinition table : context.catalog(slot).tables()) {
      for (Constraint constraint : table.constraints()) {
        if (constraint instanceof Constraint.Check check) {
          rows.add(new @Nullable Object[] {null, table.schema(), check.name(), check.sql()});
        }
      }
    }
    return rows;
  }

  static List<@Nullable Object[]> keyColumns(
      StatementContext context, int slot, ViewColumns views) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableDefinition table : context.catalog(slot).tables()) {
      for (Constraint constraint : table.constraints()) {
        if (constraint instanceof Constraint.Key key) {
          addColumns(table, key, rows);
        }
      }
    }
    return rows;
  }

  private static void addColumns(
      TableDefinition table, Constraint.Key key, List<@Nullable Object[]> rows) {
    for (int i = 0; i < key.columnIds().size(); i++) {
      int position = table.positionOf(key.columnIds().get(i)).orElseThrow();
      ColumnDefinition column = table.columns().get(position);
      rows.add(
          new @Nullable Object[] {
            null,
            table.schema(),
            key.name(),
            table.schema(),
            table.name(),
            column.name(),
            i + 1,
            null
          });
    }
  }
}
