package io.travertine.calcite.change;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.ResultRows;
import io.travertine.calcite.session.StagedChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows that an INSERT writes out: data, not code.
 *
 * @param target where they go
 * @param rows for each row a cell for each column of the table
 * @param computed code that gives one row each; together, one after the other, they are the row
 *     that {@link Cell.Field}s are of
 */
public record ValueRows(
    TableDefinition target, List<Cell[]> rows, List<Code> computed, RowRules rules)
    implements Change {

  private static final int ROWS_PER_CHECK = 1_024;

  public ValueRows {
    rows = List.copyOf(rows);
    computed = List.copyOf(computed);
  }

  @Override
  public Set<Code.Reading> reads() {
    return computed.stream().flatMap(code -> code.reads().stream()).collect(Collectors.toSet());
  }

  @Override
  public long stage(ChangeScope scope, StagedChanges changes) {
    NewRows made = new NewRows(target, rules.defaults(), scope);
    RowWriter writer = new RowWriter(rules.checks(), scope, changes);
    @Nullable Object[] fields = fields(scope);
    for (int i = 0; i < rows.size(); i++) {
      if (i % ROWS_PER_CHECK == 0) {
        scope.cancellation().check();
      }
      made.next();
      writer.insertNew(made.of(rows.get(i), fields));
    }
    writer.finish();
    return rows.size();
  }

  private @Nullable Object[] fields(ChangeScope scope) {
    List<@Nullable Object> fields = new ArrayList<>();
    for (Code code : computed) {
      try (ResultRows row = ResultRows.of(code, 0, scope.context(code))) {
        row.advance();
        fields.addAll(java.util.Arrays.asList(row.row()));
      }
    }
    return fields.toArray();
  }
}
