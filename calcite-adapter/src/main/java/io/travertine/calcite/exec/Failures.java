package io.travertine.calcite.exec;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.error.PushdownAuditException;
import io.travertine.persist.error.ReadOnlyException;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.Optional;

/** What anything may throw while a statement runs, as the one failure that leaves the engine. */
public final class Failures {

  private Failures() {}

  /** The failure that {@code thrown} is: itself, or one with the SQLSTATE of its cause. */
  public static SqlFailure of(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      Optional<SqlFailure> known = known(cause);
      if (known.isPresent()) {
        return known.get();
      }
    }
    return SqlFailure.bug("internal error: " + describe(thrown), thrown);
  }

  private static Optional<SqlFailure> known(Throwable cause) {
    if (cause instanceof SqlFailure failure) {
      return Optional.of(failure);
    } else if (cause instanceof PersistException storage) {
      return Optional.of(ofStorage(storage));
    } else if (cause instanceof ArithmeticException arithmetic) {
      return Optional.of(ofArithmetic(arithmetic));
    } else if (cause instanceof NumberFormatException) {
      return failure(SqlState.BAD_CAST_TEXT, "not a number: " + describe(cause), cause);
    } else if (cause instanceof DateTimeException) {
      return failure(SqlState.BAD_DATETIME, describe(cause), cause);
    } else if (cause instanceof StackOverflowError) {
      return failure(
          SqlState.TOO_COMPLEX, "the statement is nested too deeply: cut it in pieces", cause);
    } else if (cause instanceof OutOfMemoryError) {
      return failure(
          SqlState.OUT_OF_MEMORY, "not enough memory for the statement: " + describe(cause), cause);
    }
    return ofCalcite(cause);
  }

  private static Optional<SqlFailure> failure(SqlState state, String message, Throwable cause) {
    return Optional.of(new SqlFailure(state, message, cause));
  }

  private static SqlFailure ofStorage(PersistException error) {
    if (error instanceof CancelledException || error instanceof DeadlineExceededException) {
      return new SqlFailure(
          SqlState.CANCELLED, "the statement was stopped: " + describe(error), error);
    } else if (isOfMissingBlob(error)) {
      return new SqlFailure(
          SqlState.CORRUPT,
          "data is damaged: "
              + describe(error)
              + ": try again if it is read only here and written elsewhere, or restore it from a backup",
          error);
    } else if (error instanceof CorruptException) {
      return new SqlFailure(SqlState.CORRUPT, "data is damaged: " + describe(error), error);
    } else if (error instanceof HistoryLostException) {
      return new SqlFailure(SqlState.BAD_PARAMETER, describe(error), error);
    } else if (error instanceof LeaseExpiredException) {
      return new SqlFailure(
          SqlState.SERIALIZATION_FAILURE,
          "this process was stopped for so long that what the statement was reading is gone: run it"
              + " again: "
              + describe(error),
          error);
    } else if (error instanceof FormatTooNewException) {
      return SqlFailure.unsupported(describe(error));
    } else if (error instanceof ReadOnlyException) {
      return new SqlFailure(SqlState.READ_ONLY, describe(error), error);
    } else if (error instanceof PoisonedException || error instanceof PushdownAuditException) {
      return SqlFailure.bug(describe(error), error);
    }
    return new SqlFailure(SqlState.IO, describe(error), error);
  }

  private static boolean isOfMissingBlob(PersistException error) {
    Throwable cause = error;
    while (cause != null && !(cause instanceof BlobMissingException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private static SqlFailure ofArithmetic(ArithmeticException error) {
    String message = describe(error);
    String lower = message.toLowerCase(Locale.ROOT);
    return lower.contains("by zero") || lower.contains("division undefined")
        ? new SqlFailure(SqlState.DIVISION_BY_ZERO, "division by zero", error)
        : new SqlFailure(SqlState.NUMERIC_OUT_OF_RANGE, "number out of range: " + message, error);
  }

  /** Calcite's run time throws plain exceptions that only their messages tell apart. */
  private static Optional<SqlFailure> ofCalcite(Throwable cause) {
    String message = describe(cause);
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("more than one value in agg") || lower.contains("more than one value")) {
      return failure(
          SqlState.CARDINALITY, "a sub-query that stands for one value gave several rows", cause);
    } else if (lower.contains("field is out of range")) {
      return failure(SqlState.DATETIME_OVERFLOW, message, cause);
    } else if (lower.contains("logarithm")) {
      return failure(SqlState.BAD_LOGARITHM, message, cause);
    } else if (lower.contains("out of range") || lower.contains("overflow")) {
      return failure(SqlState.NUMERIC_OUT_OF_RANGE, message, cause);
    } else if (lower.contains("invalid character for cast") || lower.contains("cannot convert")) {
      return failure(SqlState.BAD_CAST_TEXT, message, cause);
    } else if (lower.contains("invalid date") || lower.contains("invalid time")) {
      return failure(SqlState.BAD_DATETIME, message, cause);
    } else if (cause
        .getClass()
        .getName()
        .startsWith("org.apache.calcite.runtime.CalciteException")) {
      return failure(SqlState.SEMANTICS, message, cause);
    }
    return Optional.empty();
  }

  private static String describe(Throwable error) {
    String message = error.getMessage();
    return message == null
        ? error.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
