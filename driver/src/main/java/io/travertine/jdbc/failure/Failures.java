package io.travertine.jdbc.failure;

import java.io.IOException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import org.apache.calcite.avatica.AvaticaClientRuntimeException;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.jspecify.annotations.Nullable;

/** Makes the {@link SQLException} that a caller of JDBC sees. */
public final class Failures {

  private static final String REMOTE_PREFIX = "Remote driver error: ";

  private Failures() {}

  /** An exception of the class that JDBC gives to the SQLSTATE. */
  public static SQLException of(String sqlState, String message) {
    return of(sqlState, message, null);
  }

  /** As {@link #of(String, String)}, with what led to it. */
  public static SQLException of(String sqlState, String message, @Nullable Throwable cause) {
    return switch (sqlState.substring(0, 2)) {
      case "08" -> new SQLNonTransientConnectionException(message, sqlState, cause);
      case "0A" -> new SQLFeatureNotSupportedException(message, sqlState, cause);
      case "22" -> new SQLDataException(message, sqlState, cause);
      case "23" -> new SQLIntegrityConstraintViolationException(message, sqlState, cause);
      case "28" -> new SQLInvalidAuthorizationSpecException(message, sqlState, cause);
      case "40" -> new SQLTransactionRollbackException(message, sqlState, cause);
      case "42", "3F" -> new SQLSyntaxErrorException(message, sqlState, cause);
      default -> new SQLException(message, sqlState, cause);
    };
  }

  /** What is not offered, in words: {@code what} names the feature. */
  public static SQLException unsupported(String what) {
    return of(States.UNSUPPORTED, what + ": not supported");
  }

  /** A statement was stopped because its query timeout passed. */
  public static SQLException timedOut(int seconds, Throwable cause) {
    return new SQLTimeoutException(
        "the query timeout of " + seconds + " s passed: " + cause.getMessage(),
        States.CANCELLED,
        cause);
  }

  /**
   * The exception for whatever came out of a doorway, with the engine's own message and SQLSTATE.
   */
  public static SQLException from(Throwable failure) {
    if (failure instanceof SQLException sql) {
      return sql;
    }
    if (failure instanceof AvaticaRuntimeException engine) {
      return of(known(engine.getSqlState()), engine.getErrorMessage(), engine.getCause());
    }
    if (failure instanceof AvaticaClientRuntimeException remote) {
      String message = String.valueOf(remote.getMessage());
      return of(
          known(remote.getSqlState()),
          message.startsWith(REMOTE_PREFIX) ? message.substring(REMOTE_PREFIX.length()) : message);
    }
    if (failure instanceof DoorwayFailure doorway) {
      return of(doorway.sqlState(), String.valueOf(doorway.getMessage()), doorway.getCause());
    }
    if (failure.getCause() instanceof IOException undecodable) {
      return of(
          States.PROTOCOL,
          "the server's answer cannot be read: is it a Travertine server? ("
              + undecodable.getMessage()
              + ")",
          failure);
    }
    return of(States.BUG, "internal error: " + failure, failure);
  }

  /** Avatica says 00000, "success", when it does not know; that is no state of a failure. */
  private static String known(@Nullable String sqlState) {
    return sqlState == null || sqlState.length() != 5 || sqlState.startsWith("00")
        ? States.BUG
        : sqlState;
  }
}
