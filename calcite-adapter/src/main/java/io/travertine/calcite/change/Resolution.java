package io.travertine.calcite.change;

import io.travertine.calcite.exec.Code;

/** What becomes of a new row if there is a row with its key already. */
public sealed interface Resolution {

  /** The positions of the columns that the row that is there gets values for. */
  int[] columns();

  /** It is left out: ON CONFLICT DO NOTHING. */
  record Skip() implements Resolution {
    @Override
    public int[] columns() {
      return new int[0];
    }
  }

  /**
   * The row that is there takes its values: UPSERT.
   *
   * @param columns the positions of those it has values for; the others stay as they are
   */
  record Replace(int[] columns) implements Resolution {}

  /**
   * The row that is there gets values: ON CONFLICT DO UPDATE.
   *
   * @param code is given a number, the row that is there and the new one, side by side; makes a row
   *     of the number and computed values, or none if the row is to stay as it is
   * @param columns the positions of what is set
   * @param cells one for each of {@code columns}
   */
  record Update(Code code, int[] columns, Cell[] cells) implements Resolution {}
}
