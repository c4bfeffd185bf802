package io.travertine.calcite.session;

import io.travertine.persist.data.Updates;

/** Whether changes of a table concern who has read from it. */
@FunctionalInterface
public interface RowTest {

  /** Every change does. */
  RowTest ANY_ROW = changed -> !changed.isEmpty();

  /**
   * Whether any of the changed rows does.
   *
   * @param changed rows that came or went, whole, in the columns of the table
   */
  boolean concerns(Updates changed);
}
