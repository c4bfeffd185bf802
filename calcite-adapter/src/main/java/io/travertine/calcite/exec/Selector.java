package io.travertine.calcite.exec;

import io.travertine.persist.data.ColumnVector;

/** A {@link ColumnTest} with its operands' values, over vectors of its column's type. Stateless. */
interface Selector {

  /**
   * Keeps of {@code rows[0..count)} those whose value passes, in their order.
   *
   * @return how many are kept
   */
  int select(ColumnVector vector, int[] rows, int count);
}
