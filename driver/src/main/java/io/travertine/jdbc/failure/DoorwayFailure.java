package io.travertine.jdbc.failure;

import org.jspecify.annotations.Nullable;

/**
 * The doorway itself failed, on the client's side: the wire, the URL, the state of a JDBC object.
 */
public final class DoorwayFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String sqlState;

  public DoorwayFailure(String sqlState, String message) {
    this(sqlState, message, null);
  }

  public DoorwayFailure(String sqlState, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  /** The SQLSTATE, five characters. */
  public String sqlState() {
    return sqlState;
  }
}
