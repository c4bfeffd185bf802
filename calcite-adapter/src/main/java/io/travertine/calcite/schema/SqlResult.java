package io.travertine.calcite.schema;

/** What an execution gives. */
public sealed interface SqlResult {

  /** Rows; close the cursor. */
  record Rows(RowCursor cursor) implements SqlResult {}

  /** How many rows were changed. */
  record Count(long rows) implements SqlResult {}

  /** Nothing to count: a change of the catalog or of the session. */
  record Done() implements SqlResult {}
}
