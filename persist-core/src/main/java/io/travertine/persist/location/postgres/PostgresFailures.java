package io.travertine.persist.location.postgres;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Says what a failure of PostgreSQL means, by its SQLSTATE and by what had been asked for. */
final class PostgresFailures {

  /** What a statement that failed can have done. */
  enum Effect {
    /** Nothing: it only read, or was part of a transaction that was not told to commit. */
    NONE,
    /** All of it or nothing: it was to be committed. */
    ALL_OR_NOTHING
  }

  /** Somebody has to do something. */
  private static final Set<String> LASTING_CLASSES =
      Set.of("0A", "22", "28", "3D", "3F", "42", "54");

  private static final String DISK_FULL = "53100";
  private static final String READ_ONLY = "25006";

  /** What the server tells of a statement that it has undone, unless it is listed below. */
  private static final Set<String> UNDONE_CLASSES =
      Set.of("0A", "21", "22", "23", "25", "28", "2D", "3D", "3F", "40", "42", "53", "54", "55");

  /** Of an undone class, but the outcome is unknown: what distributed databases say. */
  private static final String COMPLETION_UNKNOWN = "40003";

  private static final String QUERY_CANCELLED = "57014";

  private PostgresFailures() {}

  /** The failure to report: {@code doing}, at {@code place}, failed. */
  static PersistException of(
      String doing, PostgresPlace place, SQLException failure, Effect effect) {
    if (Thread.currentThread().isInterrupted()) {
      return new CancelledException("interrupted during " + doing + " (" + place + ")", failure);
    }
    String state = state(failure);
    String what =
        "%s failed: %s%s (%s)".formatted(doing, said(failure), advice(state, failure), place);
    if (effect == Effect.ALL_OR_NOTHING && !isUndone(state)) {
      return new IndeterminateException(what, failure);
    }
    return isLasting(state)
        ? DeterminateException.lasting(what, failure)
        : new DeterminateException(what, failure);
  }

  /** The failure to connect: nothing was asked for yet. */
  static PersistException ofConnecting(String doing, PostgresPlace place, SQLException failure) {
    return of(doing, place, failure, Effect.NONE);
  }

  /** Whether the connection is gone, and most likely all others with it. */
  static boolean isLostConnection(SQLException failure) {
    String state = state(failure);
    return state.startsWith("08") || state.startsWith("57P");
  }

  /** Whether someone else was doing the same at the same time. */
  static boolean isCollision(SQLException failure) {
    String state = state(failure);
    return state.startsWith("40") && !state.equals(COMPLETION_UNKNOWN)
        || Set.of("23505", "42P06", "42P07", "42710").contains(state)
        || said(failure).contains("tuple concurrently updated");
  }

  static boolean isUniqueViolation(SQLException failure) {
    return state(failure).equals("23505");
  }

  private static boolean isUndone(String state) {
    return state.equals(QUERY_CANCELLED)
        || !state.equals(COMPLETION_UNKNOWN)
            && state.length() == 5
            && UNDONE_CLASSES.contains(state.substring(0, 2));
  }

  private static boolean isLasting(String state) {
    return state.equals(DISK_FULL)
        || state.equals(READ_ONLY)
        || state.length() == 5 && LASTING_CLASSES.contains(state.substring(0, 2));
  }

  private static String advice(String state, SQLException failure) {
    if (state.length() != 5) {
      return failure instanceof SQLTransientConnectionException
          ? "; allow more at a time by maximumPoolSize, or wait longer by connectionTimeout"
          : "";
    }
    return switch (state) {
      case DISK_FULL -> "; free some space on the server";
      case READ_ONLY -> "; name the primary server, or open for reading only";
      case "22023" -> "; check what the URL says after its ?";
      case "42501" -> "; grant the user the right to do that";
      case "42P01" -> "; was it dropped?";
      case "53300" -> "; allow more on the server, or fewer by maximumPoolSize";
      default -> adviceOfClass(state.substring(0, 2), state);
    };
  }

  private static String adviceOfClass(String of, String state) {
    return switch (of) {
      case "08" -> "; is the server running, and can this machine reach it?";
      case "28" -> "; check user and password";
      case "3D" -> "; create that database, or name another";
      case "3F" -> "; was it dropped?";
      case "57" -> state.startsWith("57P0") ? "; try again when the server is up" : "";
      default -> "";
    };
  }

  /** The first that has one; a pool's own failures have none, their cause has. */
  private static String state(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException said && said.getSQLState() != null) {
        return said.getSQLState();
      }
    }
    return "";
  }

  /** On one line. */
  private static String said(SQLException failure) {
    Throwable told = failure;
    while (told.getCause() instanceof SQLException cause && cause.getSQLState() != null) {
      told = cause;
    }
    String state = state(failure);
    String text =
        String.valueOf(told.getMessage()).lines().findFirst().orElse("").replaceFirst("[.]$", "");
    return text + reason(told) + (state.isEmpty() ? "" : " [" + state + "]");
  }

  /** What a connection broke by, of which pgjdbc says only that it did. */
  private static String reason(Throwable told) {
    Throwable cause = told.getCause();
    return cause instanceof IOException && !(cause instanceof ConnectException)
        ? ": %s %s".formatted(cause.getClass().getSimpleName(), cause.getMessage())
        : "";
  }
}
