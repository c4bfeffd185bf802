package io.travertine.calcite.schema;

/** What executing a statement gives. */
public enum StatementKind {
  /** Rows. */
  QUERY,
  /** A count of changed rows. */
  DML,
  /** A change of the catalog. */
  DDL,
  /** A change of the session. */
  SESSION
}
