package io.travertine.cli;

import java.sql.SQLException;

/** A command could not do its work; the message is for the user. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }

  CommandFailure(SQLException cause) {
    super(describe(cause), cause);
  }

  /** The SQLSTATE and the message. */
  static String describe(SQLException e) {
    return "error " + e.getSQLState() + ": " + e.getMessage();
  }
}
