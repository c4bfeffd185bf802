package io.travertine.calcite.exec;

import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a running statement, each an array. Holds what the statement has open until its last
 * row was read, it failed, or it is closed. Not thread-safe.
 */
public final class ResultRows implements AutoCloseable {

  private final StatementContext context;
  private final int width;
  private final long rowsMax;
  private final Enumerator<?> rows;

  private long count;
  private boolean closed;

  private ResultRows(StatementContext context, int width, long rowsMax, Enumerator<?> rows) {
    this.context = context;
    this.width = width;
    this.rowsMax = rowsMax;
    this.rows = rows;
  }

  /**
   * Starts handing out rows. Closes {@code context} if it fails, and else with itself.
   *
   * @param width how many columns a row has
   * @param rowsMax how many rows to hand out at most; 0 for all
   */
  public static ResultRows of(
      Enumerable<?> rows, int width, long rowsMax, StatementContext context) {
    try {
      return new ResultRows(context, width, rowsMax, rows.enumerator());
    } catch (RuntimeException | Error e) {
      context.close();
      throw Failures.of(e);
    }
  }

  /**
   * Starts {@code code} and hands out its rows. Closes {@code context} if it fails, and else with
   * itself.
   */
  public static ResultRows of(Code code, long rowsMax, StatementContext context) {
    try {
      return of(code.bind(context), code.fields().size(), rowsMax, context);
    } catch (RuntimeException | Error e) {
      context.close();
      throw e;
    }
  }

  /**
   * Moves to the next row.
   *
   * @return false after the last one
   * @throws io.travertine.calcite.type.SqlFailure if the statement fails or is cancelled
   */
  public boolean advance() {
    if (closed) {
      return false;
    }
    try {
      context.cancellation().check();
      if ((rowsMax == 0 || count < rowsMax) && rows.moveNext()) {
        count++;
        return true;
      }
      close();
      return false;
    } catch (RuntimeException | Error e) {
      close();
      throw Failures.of(e);
    }
  }

  /** The current row, in Calcite's representation. */
  public @Nullable Object[] row() {
    @Nullable Object current;
    try {
      current = rows.current();
    } catch (RuntimeException | Error e) {
      close();
      throw Failures.of(e);
    }
    return width == 1 ? new @Nullable Object[] {current} : (Object[]) current;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        rows.close();
      } finally {
        context.close();
      }
    }
  }
}
