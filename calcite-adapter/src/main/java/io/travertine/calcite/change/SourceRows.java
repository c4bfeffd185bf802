package io.travertine.calcite.change;

import io.travertine.calcite.exec.Code;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows that an INSERT or UPSERT gives. Immutable, and part of a cached plan. */
public sealed interface SourceRows permits ValueRows, SelectedRows {

  /** What their code reads. */
  Set<Code.Reading> reads();

  /** Hands out each row. */
  void each(ChangeScope scope, Taker taker);

  /** Takes rows one by one. */
  @FunctionalInterface
  interface Taker {

    /**
     * Takes a row.
     *
     * @param cells one for each column of the table
     * @param computed the row that {@link Cell.Field}s are of
     */
    void take(Cell[] cells, @Nullable Object[] computed);
  }
}
