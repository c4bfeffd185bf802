package io.travertine.jdbc;

import io.travertine.jdbc.doorway.Commands;
import io.travertine.jdbc.doorway.ParameterRows;
import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.calcite.avatica.AvaticaClientRuntimeException;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.Meta.ExecuteResult;
import org.apache.calcite.avatica.Meta.MetaResultSet;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * What a statement is doing, and what came of it: the part that plain and prepared statements
 * share. One thread executes; any thread may stop it.
 */
final class StatementWork {

  private static final long CANCEL_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long CANCEL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A call into the doorway under way. */
  private static final class Call {
    private volatile boolean timedOut;
  }

  /** What goes into the doorway and takes its time. */
  interface Step<T> {
    T run() throws NoSuchStatementException;
  }

  private final TravertineConnection connection;
  private final AvaticaStatement statement;
  private volatile @Nullable Call current;
  private volatile @Nullable TravertineResultSet result;
  private long updateCount = -1;
  private int timeoutSeconds;
  private long rowsMost;

  private boolean remembersKeys;

  /** Whether the last execution failed. */
  private boolean failed;

  StatementWork(TravertineConnection connection, AvaticaStatement statement) {
    this.connection = connection;
    this.statement = statement;
  }

  /** Closes what came of the last execution. */
  void reset() {
    TravertineResultSet last = result;
    result = null;
    updateCount = -1;
    failed = false;
    if (last != null) {
      last.close();
    }
  }

  /** Runs one call of the doorway under the query timeout, failures made into SQLExceptions. */
  <T> T guarded(Step<T> step) throws SQLException {
    failed = true;
    Call call = new Call();
    Future<?> deadline =
        timeoutSeconds == 0 ? null : Deadlines.after(timeoutSeconds, () -> timeOut(call));
    current = call;
    try {
      T done = step.run();
      failed = false;
      return done;
    } catch (NoSuchStatementException e) {
      throw Failures.of(States.STATEMENT_CLOSED, "the server no longer knows this statement", e);
    } catch (RuntimeException e) {
      SQLException failure = Failures.from(e);
      if (call.timedOut && States.CANCELLED.equals(failure.getSQLState())) {
        throw Failures.timedOut(timeoutSeconds, failure);
      }
      throw failure;
    } finally {
      current = null;
      if (deadline != null) {
        deadline.cancel(false);
      }
    }
  }

  private void timeOut(Call call) {
    if (current == call) {
      call.timedOut = true;
      try {
        stop();
      } catch (RuntimeException ignored) {
        // The wire broke: the statement will find that out by itself.
      }
    }
  }

  /** Takes in the first result of an execution. */
  void accept(ExecuteResult executed, String sql) throws SQLException {
    MetaResultSet first = executed.resultSets.get(0);
    if (first.signature == null || first.updateCount != -1) {
      updateCount = Math.max(0, first.updateCount);
    } else {
      result = connection.result(statement, new QueryState(sql), first.signature, first.firstFrame);
    }
  }

  /** Says whether the next execution's keys can be asked for. */
  void remembersKeys(boolean remembered) {
    remembersKeys = remembered;
  }

  /** The keys that the last execution generated; none if it failed, or they were not asked for. */
  ResultSet generatedKeys() throws SQLException {
    return remembersKeys && !failed ? connection.keysOf(statement.handle) : connection.emptyKeys();
  }

  /** The open result, or null. */
  @Nullable TravertineResultSet result() {
    return result;
  }

  TravertineResultSet expectedResult() throws SQLException {
    TravertineResultSet open = result;
    if (open == null) {
      throw notAQuery();
    }
    return open;
  }

  long updateCount() {
    return updateCount;
  }

  /** Whether it returns rows; a query's columns may depend on its parameters. */
  static boolean isQuery(Meta.Signature signature) {
    return !signature.columns.isEmpty()
        || signature.cursorFactory != null && signature.cursorFactory.style == Meta.Style.ARRAY;
  }

  static SQLException notAQuery() {
    return Failures.of(
        States.WRONG_KIND, "the statement does not return rows: use execute or executeUpdate");
  }

  static SQLException aQuery() {
    return Failures.of(
        States.WRONG_KIND, "the statement returns rows: use execute or executeQuery");
  }

  /** JDBC's next result: there is never more than one. */
  boolean moreResults(int current) throws SQLException {
    switch (current) {
      case java.sql.Statement.CLOSE_CURRENT_RESULT, java.sql.Statement.CLOSE_ALL_RESULTS -> reset();
      case java.sql.Statement.KEEP_CURRENT_RESULT -> {
        result = null;
        updateCount = -1;
      }
      default -> throw Failures.of(States.BAD_VALUE, "getMoreResults(" + current + ")");
    }
    return false;
  }

  /** Stops what is under way. An idle statement is left as it is. */
  void cancel() throws SQLException {
    try {
      stop();
    } catch (RuntimeException e) {
      throw Failures.from(e);
    }
  }

  /** Stops what is under way, if anything is; a result that is being read may be read on. */
  void interrupt() {
    if (current != null) {
      stop();
    }
  }

  private void stop() {
    Call call = current;
    if (call == null) {
      if (result != null) {
        connection.doorway().cancel(statement.handle);
      }
      return;
    }
    // The call may still be on its way to the engine: ask until it has been met, or is over.
    long patienceEnds = System.nanoTime() + CANCEL_PATIENCE_NANOS;
    while (current == call
        && !connection.doorway().cancel(statement.handle)
        && System.nanoTime() - patienceEnds < 0) {
      LockSupport.parkNanos(CANCEL_RETRY_NANOS);
    }
  }

  int timeoutSeconds() {
    return timeoutSeconds;
  }

  void timeoutSeconds(int seconds) throws SQLException {
    if (seconds < 0) {
      throw Failures.of(States.BAD_VALUE, "query timeout " + seconds + " s is negative");
    }
    timeoutSeconds = seconds;
  }

  long rowsMost() {
    return rowsMost;
  }

  void rowsMost(long rows) throws SQLException {
    if (rows < 0) {
      throw Failures.of(States.BAD_VALUE, "maximum of " + rows + " rows is negative");
    }
    rowsMost = rows;
  }

  /** What Meta calls it: -1 for no limit. */
  long rowsMostOrAll() {
    return rowsMost == 0 ? -1 : rowsMost;
  }

  /** How many rows the first frame may have. */
  int firstFrameRows(int fetchSize) {
    return (int) (rowsMost == 0 ? fetchSize : Math.min(fetchSize, rowsMost));
  }

  static void checkFetchSize(int rows) throws SQLException {
    if (rows < 0) {
      throw Failures.of(States.BAD_VALUE, "fetch size " + rows + " is negative");
    }
  }

  static void checkFetchDirection(int direction) throws SQLException {
    if (direction != ResultSet.FETCH_FORWARD
        && direction != ResultSet.FETCH_REVERSE
        && direction != ResultSet.FETCH_UNKNOWN) {
      throw Failures.of(States.BAD_VALUE, "fetch direction " + direction);
    }
  }

  /**
   * Executes a batch whose statement the other side knows.
   *
   * @throws java.sql.BatchUpdateException if it fails, with the counts of what was done before
   */
  long[] batch(Meta.StatementHandle handle, ParameterRows rows) throws SQLException {
    List<Long> done = new ArrayList<>();
    try {
      return guarded(
              () -> {
                try {
                  return rows.execute(handle);
                } catch (AvaticaRuntimeException | AvaticaClientRuntimeException e) {
                  done.addAll(doneBefore(e, handle));
                  throw e;
                }
              })
          .updateCounts;
    } catch (SQLException e) {
      throw batchFailure(e, done);
    }
  }

  /** What came before the failure that the other side tells of; nothing if it tells no more. */
  private List<Long> doneBefore(RuntimeException failure, Meta.StatementHandle handle)
      throws NoSuchStatementException {
    try {
      return connection
          .doorway()
          .prepareAndExecute(
              statement.handle, Commands.countsOf(handle.id), -1, 0, NoCallback.INSTANCE)
          .resultSets
          .stream()
          .map(count -> count.updateCount)
          .toList();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      return List.of();
    }
  }

  /** The exception of a batch that failed after {@code done} statements. */
  static SQLException batchFailure(SQLException cause, List<Long> done) {
    return new java.sql.BatchUpdateException(
        cause.getMessage(),
        cause.getSQLState(),
        cause.getErrorCode(),
        done.stream().mapToLong(Long::longValue).toArray(),
        cause);
  }
}
