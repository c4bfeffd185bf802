package io.travertine.persist.location.sqlite;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says what an SQLite error means. */
final class SqliteFailures {

  private SqliteFailures() {}

  /** Whether someone else held a lock: nothing happened, and trying again may succeed. */
  static boolean isBusy(SQLException failure) {
    SQLiteErrorCode primary = primary(failure);
    return primary == SQLiteErrorCode.SQLITE_BUSY
        || primary == SQLiteErrorCode.SQLITE_LOCKED
        || primary == SQLiteErrorCode.SQLITE_PROTOCOL;
  }

  /**
   * The failure to report. A statement is one transaction: what fails before its commit record is
   * in the log whole had no effect. An I/O error may strike after that, at the fsync: the record
   * may or may not be found by whoever recovers the file after a crash.
   */
  static PersistException of(String doing, SqliteFile file, SQLException failure) {
    SQLiteErrorCode primary = primary(failure);
    String what = "%s failed: %s (%s)".formatted(doing, failure.getMessage(), file.path());
    return switch (primary) {
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT ->
          new CorruptException(
              "the consensus file " + file.path() + " is damaged: " + what, failure);
      case SQLITE_FULL -> DeterminateException.lasting(what + "; free some space", failure);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH, SQLITE_CANTOPEN ->
          DeterminateException.lasting(what + "; " + file.advice(), failure);
      case SQLITE_BUSY,
          SQLITE_LOCKED,
          SQLITE_PROTOCOL,
          SQLITE_INTERRUPT,
          SQLITE_TOOBIG,
          SQLITE_NOMEM ->
          new DeterminateException(what, failure);
      default -> new IndeterminateException(what, failure);
    };
  }

  /** The code without its extension; {@code UNKNOWN_ERROR} for what SQLite did not say itself. */
  private static SQLiteErrorCode primary(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException said) {
        return SQLiteErrorCode.getErrorCode(said.getResultCode().code & 0xFF);
      }
    }
    return SQLiteErrorCode.UNKNOWN_ERROR;
  }
}
