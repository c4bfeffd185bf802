package io.travertine.calcite.change;

import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.ResultRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are written out: data, not code.
 *
 * @param rows for each row a cell for each column of the table
 * @param computed code that gives one row each; together, one after the other, they are the row
 *     that {@link Cell.Field}s are of
 */
public record ValueRows(List<Cell[]> rows, List<Code> computed) implements SourceRows {

  private static final int ROWS_PER_CHECK = 1_024;

  public ValueRows {
    rows = List.copyOf(rows);
    computed = List.copyOf(computed);
  }

  /** Whether they are made of parameters and stored values alone. */
  boolean arePlain() {
    return computed.isEmpty()
        && rows.stream()
            .flatMap(Arrays::stream)
            .allMatch(cell -> cell instanceof Cell.Parameter || cell instanceof Cell.Stored);
  }

  @Override
  public Set<Code.Reading> reads() {
    return computed.isEmpty()
        ? Set.of()
        : computed.stream().flatMap(code -> code.reads().stream()).collect(Collectors.toSet());
  }

  @Override
  public void each(ChangeScope scope, Taker taker) {
    @Nullable Object[] fields = fields(scope);
    for (int i = 0; i < rows.size(); i++) {
      if (i % ROWS_PER_CHECK == 0) {
        scope.cancellation().check();
      }
      taker.take(rows.get(i), fields);
    }
  }

  private @Nullable Object[] fields(ChangeScope scope) {
    List<@Nullable Object> fields = new ArrayList<>();
    for (Code code : computed) {
      try (ResultRows row = ResultRows.of(code, 0, scope.context(code))) {
        row.advance();
        fields.addAll(Arrays.asList(row.row()));
      }
    }
    return fields.toArray();
  }
}
