package io.travertine.persist.location.postgres;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import java.sql.SQLException;
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
    String what = "%s failed: %s%s (%s)".formatted(doing, said(failure), advice(state), place);
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

  private static String advice(String state) {
    if (state.equals(DISK_FULL)) {
      return "; free some space on the server";
    }
    if (state.equals(READ_ONLY)) {
      return "; name the primary server, or open for reading only";
    }
    if (state.startsWith("28")) {
      return "; check user and password";
    }
    if (state.equals("42501")) {
      return "; grant the user the right to do that";
    }
    if (state.equals("42P01") || state.startsWith("3F")) {
      return "; was it dropped?";
    }
    return state.equals("53300") ? "; allow more on the server, or fewer by maximumPoolSize" : "";
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
    String text = String.valueOf(told.getMessage()).lines().findFirst().orElse("");
    return state.isEmpty() ? text : text + " [" + state + "]";
  }
}
