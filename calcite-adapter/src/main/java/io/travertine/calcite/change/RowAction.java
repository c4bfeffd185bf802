package io.travertine.calcite.change;

/** What becomes of a row that a query gives. */
public sealed interface RowAction {

  /**
   * It is a new row.
   *
   * @param cells one for each column of the table
   */
  record Insert(Cell[] cells) implements RowAction {}

  /**
   * The old row in it gets new values.
   *
   * @param columns positions in the table
   * @param cells one for each of {@code columns}
   */
  record Update(int[] columns, Cell[] cells) implements RowAction {}

  /** The old row in it goes. */
  record Delete() implements RowAction {}

  /** It was only looked at. */
  record Nothing() implements RowAction {}
}
