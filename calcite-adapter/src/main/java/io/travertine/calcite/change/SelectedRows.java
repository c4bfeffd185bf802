package io.travertine.calcite.change;

import io.travertine.calcite.exec.Code;
import io.travertine.calcite.exec.ResultRows;
import java.util.Set;

/**
 * Rows of a query.
 *
 * @param query gives the rows that {@link Cell.Field}s are of
 * @param cells one for each column of the table
 */
public record SelectedRows(Code query, Cell[] cells) implements SourceRows {

  @Override
  public Set<Code.Reading> reads() {
    return query.reads();
  }

  @Override
  public void each(ChangeScope scope, Taker taker) {
    try (ResultRows rows = ResultRows.of(query, 0, scope.context(query))) {
      while (rows.advance()) {
        taker.take(cells, rows.row());
      }
    }
  }
}
