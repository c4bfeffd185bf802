package io.travertine.calcite.exec;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.session.StagedChanges;
import io.travertine.calcite.type.Store;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows that INSERT, UPDATE or DELETE computed into staged changes of a table; every value
 * passes {@link Store}. Nothing is committed here, so a statement never sees its own writes.
 * Immutable, and part of a cached plan.
 */
public final class ShardModify {

  /** What becomes of the rows. */
  public enum Operation {
    /** Each is a new row. */
    INSERT,
    /** Each is an old row followed by the new values of the updated columns. */
    UPDATE,
    /** Each is an old row. */
    DELETE
  }

  private static final int ROWS_PER_CHECK = 1_024;

  private final TableDefinition table;
  private final Operation operation;
  private final List<Integer> updated;
  private final List<SqlTypeName> types;

  /**
   * @param updated the positions of the columns that an UPDATE sets, in its order
   * @param types the types of the fields of the rows that are given
   */
  public ShardModify(
      TableDefinition table, Operation operation, List<Integer> updated, List<SqlTypeName> types) {
    this.table = table;
    this.operation = operation;
    this.updated = List.copyOf(updated);
    this.types = List.copyOf(types);
  }

  public TableDefinition table() {
    return table;
  }

  /** Called by generated code: stages the changes of all rows and says how many rows there were. */
  public Enumerable<Long> apply(DataContext root, Enumerable<@Nullable Object[]> rows) {
    StatementContext context = (StatementContext) root;
    StagedChanges changes = context.changesOf(table);
    long count = 0;
    try (Enumerator<@Nullable Object[]> cursor = rows.enumerator()) {
      while (cursor.moveNext()) {
        if (count++ % ROWS_PER_CHECK == 0) {
          context.cancellation().check();
        }
        stage(cursor.current(), changes);
      }
    }
    return Linq4j.singletonEnumerable(count);
  }

  private void stage(@Nullable Object[] row, StagedChanges changes) {
    switch (operation) {
      case INSERT -> changes.insert(stored(row));
      case DELETE -> changes.retract(stored(row));
      case UPDATE -> {
        int width = table.columns().size();
        @Nullable Object[] before = stored(Arrays.copyOf(row, width));
        @Nullable Object[] after = before.clone();
        for (int i = 0; i < updated.size(); i++) {
          int column = updated.get(i);
          after[column] = stored(row[width + i], types.get(width + i), column);
        }
        if (!Arrays.deepEquals(before, after)) {
          changes.retract(before);
          changes.insert(after);
        }
      }
    }
  }

  private @Nullable Object[] stored(@Nullable Object[] row) {
    @Nullable Object[] stored = new @Nullable Object[row.length];
    for (int i = 0; i < row.length; i++) {
      stored[i] = stored(row[i], types.get(i), i);
    }
    return stored;
  }

  private @Nullable Object stored(@Nullable Object value, SqlTypeName type, int position) {
    ColumnDefinition column = table.columns().get(position);
    return Store.value(
        Assignment.convert(value, type, column.type()),
        column.type(),
        column.nullable(),
        column.name());
  }
}
