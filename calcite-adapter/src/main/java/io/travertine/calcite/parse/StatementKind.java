package io.travertine.calcite.parse;

import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/** What a statement does, as far as its syntax tells. */
public enum StatementKind {
  /** SELECT, VALUES, TABLE, WITH, and their combinations. */
  QUERY,
  INSERT,
  UPDATE,
  DELETE,
  MERGE,
  /** CREATE, DROP, TRUNCATE. */
  DDL,
  EXPLAIN,
  DESCRIBE,
  /** SET and RESET: an {@link org.apache.calcite.sql.SqlSetOption}. */
  SET,
  /** {@link StartTransaction}, {@link EndTransaction} or {@link Savepoint}. */
  TRANSACTION,
  SUBSCRIBE,
  KILL,
  CALL;

  /** Whether it changes the rows of a table. */
  public boolean isDml() {
    return this == INSERT || this == UPDATE || this == DELETE || this == MERGE;
  }

  static StatementKind of(SqlNode node) {
    if (node instanceof Subscribe) {
      return SUBSCRIBE;
    } else if (node instanceof KillQuery) {
      return KILL;
    } else if (node instanceof StartTransaction
        || node instanceof EndTransaction
        || node instanceof Savepoint) {
      return TRANSACTION;
    }
    SqlKind kind = node.getKind();
    if (kind.belongsTo(SqlKind.QUERY)) {
      return QUERY;
    } else if (kind.belongsTo(SqlKind.DDL)) {
      return kind == SqlKind.SET_OPTION ? SET : DDL;
    }
    return switch (kind) {
      case INSERT -> INSERT;
      case UPDATE -> UPDATE;
      case DELETE -> DELETE;
      case MERGE -> MERGE;
      case EXPLAIN -> EXPLAIN;
      case DESCRIBE_TABLE, DESCRIBE_SCHEMA -> DESCRIBE;
      case SET_OPTION -> SET;
      case PROCEDURE_CALL -> CALL;
      default -> throw new IllegalStateException("no statement begins a " + kind);
    };
  }
}
