package io.travertine.calcite.type;

import org.jspecify.annotations.Nullable;

/**
 * A statement or a connection failed. The one exception that leaves the SQL engine; the doorway
 * turns it into {@link java.sql.SQLException}.
 */
public final class SqlFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final SqlState state;

  public SqlFailure(SqlState state, String message) {
    super(message);
    this.state = state;
  }

  public SqlFailure(SqlState state, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.state = state;
  }

  public SqlState state() {
    return state;
  }

  /** The SQLSTATE, five characters. */
  public String sqlState() {
    return state.code();
  }

  /** What is written correctly but not offered. */
  public static SqlFailure unsupported(String message) {
    return new SqlFailure(SqlState.UNSUPPORTED, message);
  }

  /** An invariant of ours does not hold. */
  public static SqlFailure bug(String message, @Nullable Throwable cause) {
    return new SqlFailure(SqlState.BUG, message, cause);
  }
}
