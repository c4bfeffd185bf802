package io.travertine.jdbc.embedded;

import io.travertine.calcite.schema.Execution;
import io.travertine.calcite.schema.PreparedSql;
import io.travertine.calcite.schema.SqlSession;
import io.travertine.calcite.session.Isolation;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.jdbc.doorway.Commands;
import io.travertine.jdbc.doorway.ParameterRows;
import io.travertine.jdbc.doorway.PlainDoorway;
import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.States;
import io.travertine.jdbc.value.Parameters;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.proto.Requests;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.ProtobufMeta;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * Avatica's requests answered by the engine. Whatever goes wrong leaves as an {@link
 * AvaticaRuntimeException} with the engine's message and SQLSTATE, errors of the JVM included.
 * Thread-safe.
 */
public final class EngineDoorway extends PlainDoorway implements ProtobufMeta {

  private static final long ALL_ROWS = 0;

  private final Sessions sessions;
  private final FrameForm form;
  private final Runnable afterClose;

  /** A doorway to sessions that outlive it. */
  public EngineDoorway(Sessions sessions, FrameForm form) {
    this(sessions, form, () -> {});
  }

  /**
   * A doorway for one connection.
   *
   * @param afterClose runs when the connection has been closed
   */
  EngineDoorway(Sessions sessions, FrameForm form, Runnable afterClose) {
    this.sessions = sessions;
    this.form = form;
    this.afterClose = afterClose;
  }

  private <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (SqlFailure e) {
      throw failure(e.sqlState(), String.valueOf(e.getMessage()), e);
    } catch (DoorwayFailure e) {
      throw failure(e.sqlState(), String.valueOf(e.getMessage()), e);
    } catch (AvaticaRuntimeException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError e) {
      throw failure(States.BUG, "internal error: " + e, e);
    }
  }

  /** The empty text is null when it comes in protobuf. */
  private static String given(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** Inside the process the cause may be seen; a client elsewhere gets no traces of our insides. */
  private AvaticaRuntimeException failure(String sqlState, String message, Throwable cause) {
    AvaticaRuntimeException failure =
        new AvaticaRuntimeException(message, 0, sqlState, AvaticaSeverity.ERROR);
    if (form == FrameForm.ENGINE) {
      failure.initCause(cause);
    } else {
      failure.setStackTrace(new StackTraceElement[0]);
    }
    return failure;
  }

  @Override
  public void openConnection(ConnectionHandle connection, @Nullable Map<String, String> info) {
    guarded(
        () -> {
          // Protobuf has no empty map: none arrives.
          sessions.open(connection.id, info == null ? Map.of() : info);
          return true;
        });
  }

  @Override
  public void closeConnection(ConnectionHandle connection) {
    guarded(
        () -> {
          try {
            sessions.close(connection.id);
          } finally {
            afterClose.run();
          }
          return true;
        });
  }

  @Override
  public ConnectionProperties connectionSync(
      ConnectionHandle connection, ConnectionProperties change) {
    return guarded(
        () -> {
          EngineSession session = sessions.of(connection.id);
          if (!change.isEmpty()) {
            session.inTurn(
                () -> {
                  apply(session, change);
                  return true;
                });
          }
          return new ConnectionPropertiesImpl(
              session.sql().autoCommit(),
              session.sql().options().readOnly(),
              session.sql().isolation() == Isolation.SERIALIZABLE
                  ? Connection.TRANSACTION_SERIALIZABLE
                  : Connection.TRANSACTION_REPEATABLE_READ,
              null,
              session.sql().options().schema());
        });
  }

  private static void apply(EngineSession session, ConnectionProperties change) {
    if (change.isAutoCommit() != null) {
      session.sql().setAutoCommit(change.isAutoCommit());
    }
    if (change.isReadOnly() != null) {
      session.sql().setReadOnly(change.isReadOnly());
    }
    if (change.getTransactionIsolation() != null) {
      session
          .sql()
          .setIsolation(
              change.getTransactionIsolation() == Connection.TRANSACTION_SERIALIZABLE
                  ? Isolation.SERIALIZABLE
                  : Isolation.REPEATABLE_READ);
    }
    if (change.getSchema() != null) {
      session.sql().setSchema(change.getSchema());
    }
  }

  @Override
  public void ping(ConnectionHandle connection, Duration within) {
    guarded(
        () -> {
          sessions.of(connection.id).sql().ping(within);
          return true;
        });
  }

  @Override
  public void patience(Duration patience) {
    sessions.patience(patience);
  }

  @Override
  public StatementHandle createStatement(ConnectionHandle connection) {
    return guarded(
        () -> new StatementHandle(connection.id, sessions.of(connection.id).create().id(), null));
  }

  @Override
  public void closeStatement(StatementHandle statement) {
    guarded(
        () -> {
          sessions.of(statement.connectionId).close(statement.id);
          return true;
        });
  }

  @Override
  public StatementHandle prepare(ConnectionHandle connection, String text, long maxRowCount) {
    Commands.Returning returning = Commands.returning(given(text));
    return guarded(
        () -> {
          EngineSession session = sessions.of(connection.id);
          return session.inTurn(
              () -> {
                PreparedSql prepared = session.sql().prepare(returning.sql());
                OpenStatement statement = session.create();
                statement.prepared(prepared, returning);
                return new StatementHandle(
                    connection.id,
                    statement.id(),
                    OpenStatement.signature(prepared, returning.sql()));
              });
        });
  }

  @Override
  public ExecuteResult prepareAndExecute(
      StatementHandle handle,
      String text,
      long maxRowCount,
      int maxRowsInFirstFrame,
      PrepareCallback callback) {
    String sql = given(text);
    OptionalInt killed = Commands.killed(sql);
    if (killed.isPresent()) {
      return answer(handle, cancel(at(handle, killed.getAsInt())));
    }
    OptionalInt closed = Commands.closed(sql);
    if (closed.isPresent()) {
      closeCursor(at(handle, closed.getAsInt()));
      return answer(handle, true);
    }
    OptionalInt pinged = Commands.pinged(sql);
    if (pinged.isPresent()) {
      ping(new ConnectionHandle(handle.connectionId), Duration.ofMillis(pinged.getAsInt()));
      return answer(handle, true);
    }
    OptionalInt asked = Commands.keysAsked(sql);
    if (asked.isPresent()) {
      return keys(handle, asked.getAsInt(), maxRowsInFirstFrame);
    }
    OptionalInt counted = Commands.countsAsked(sql);
    if (counted.isPresent()) {
      return counts(handle, counted.getAsInt());
    }
    Commands.Returning returning = Commands.returning(sql);
    return inTurn(
        handle,
        statement -> statement.begin(maxRowCount, returning),
        (session, statement, execution) -> {
          PreparedSql prepared = session.sql().prepareForOneUse(returning.sql());
          OpenStatement.checkCount(prepared, 0);
          return statement.execute(
              prepared, returning.sql(), new Object[0], execution, maxRowsInFirstFrame, form);
        });
  }

  private ExecuteResult keys(StatementHandle handle, int id, int rowsFirst) {
    return inTurn(
        handle,
        ALL_ROWS,
        (session, statement, execution) ->
            statement.showKeys(session.statement(id), rowsFirst, form));
  }

  private ExecuteResult counts(StatementHandle handle, int id) {
    return guarded(
        () -> {
          EngineSession session = sessions.of(handle.connectionId);
          return session.inTurn(() -> session.statement(id).showCounts());
        });
  }

  private static StatementHandle at(StatementHandle handle, int id) {
    return new StatementHandle(handle.connectionId, id, null);
  }

  private static ExecuteResult answer(StatementHandle handle, boolean yes) {
    return new ExecuteResult(
        List.of(MetaResultSet.count(handle.connectionId, handle.id, yes ? 1 : 0)));
  }

  @Override
  public ExecuteResult execute(
      StatementHandle handle, List<TypedValue> parameterValues, int maxRowsInFirstFrame) {
    return inTurn(
        handle,
        ALL_ROWS,
        (session, statement, execution) -> {
          PreparedSql prepared = statement.prepared();
          return statement.execute(
              prepared,
              statement.text(),
              arrived(prepared, parameterValues),
              execution,
              maxRowsInFirstFrame,
              form);
        });
  }

  private static Object[] arrived(PreparedSql prepared, List<TypedValue> values) {
    return arrived(types(prepared.parameters()), values);
  }

  private static int[] types(List<AvaticaParameter> parameters) {
    int[] types = new int[parameters.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] = parameters.get(i).parameterType;
    }
    return types;
  }

  @SuppressWarnings("NullAway") // javac 17 loses the nullness of an array's elements in class files
  private static Object[] arrived(int[] types, List<TypedValue> values) {
    OpenStatement.checkCount(types.length, values.size());
    Object[] arrived = new Object[types.length];
    for (int i = 0; i < arrived.length; i++) {
      arrived[i] = Parameters.arrived(values.get(i), types[i]);
    }
    return arrived;
  }

  @Override
  public ExecuteBatchResult executeBatch(
      StatementHandle handle, List<List<TypedValue>> parameterValues) {
    return inTurn(
        handle,
        ALL_ROWS,
        (session, statement, execution) -> {
          PreparedSql prepared = statement.prepared();
          int[] types = types(prepared.parameters());
          List<Object[]> batch = new ArrayList<>(parameterValues.size());
          for (List<TypedValue> values : parameterValues) {
            batch.add(arrived(types, values));
          }
          return statement.executeBatch(prepared, batch, execution);
        });
  }

  /** The values themselves: what carries them elsewhere is not needed here. */
  @Override
  public ParameterRows parameterRows(List<AvaticaParameter> parameters) {
    int[] types = types(parameters);
    List<Object[]> rows = new ArrayList<>();
    return new ParameterRows() {
      @Override
      public void add(TypedValue[] row) {
        rows.add(arrived(types, Arrays.asList(row)));
      }

      @Override
      public int count() {
        return rows.size();
      }

      @Override
      public ExecuteBatchResult execute(StatementHandle handle) {
        return inTurn(
            handle,
            ALL_ROWS,
            (session, statement, execution) ->
                statement.executeBatch(statement.prepared(), rows, execution));
      }
    };
  }

  /** Batches that came by protobuf are left in it by Avatica. */
  @Override
  public ExecuteBatchResult executeBatchProtobuf(
      StatementHandle handle, List<Requests.UpdateBatch> batches) {
    return executeBatch(
        handle,
        batches.stream()
            .map(
                batch ->
                    batch.getParameterValuesList().stream().map(TypedValue::fromProto).toList())
            .toList());
  }

  @Override
  public ExecuteBatchResult prepareAndExecuteBatch(
      StatementHandle handle, List<String> sqlCommands) {
    return inTurn(
        handle,
        ALL_ROWS,
        (session, statement, execution) -> {
          long[] counts = new long[sqlCommands.size()];
          for (int i = 0; i < counts.length; i++) {
            PreparedSql prepared = session.sql().prepare(sqlCommands.get(i));
            OpenStatement.checkCount(prepared, 0);
            Execution each = i == 0 ? execution : statement.begin(ALL_ROWS);
            counts[i] = OpenStatement.changed(prepared.execute(new Object[0], each));
          }
          return new ExecuteBatchResult(counts);
        });
  }

  /** A piece of work that a KILL QUERY can stop. */
  private interface Work<T> {
    T run(EngineSession session, OpenStatement statement, Execution execution);
  }

  private <T> T inTurn(StatementHandle handle, long rowsMost, Work<T> work) {
    return inTurn(handle, statement -> statement.begin(rowsMost), work);
  }

  private <T> T inTurn(
      StatementHandle handle, Function<OpenStatement, Execution> begin, Work<T> work) {
    return guarded(
        () -> {
          EngineSession session = sessions.of(handle.connectionId);
          return session.inTurn(
              () -> {
                OpenStatement statement = session.statement(handle.id);
                Execution execution = begin.apply(statement);
                try {
                  return work.run(session, statement, execution);
                } finally {
                  statement.end();
                  sessions.used(session);
                }
              });
        });
  }

  @Override
  public Frame fetch(StatementHandle handle, long offset, int fetchMaxRowCount) {
    return guarded(
        () -> {
          EngineSession session = sessions.of(handle.connectionId);
          return session.inTurn(
              () -> session.statement(handle.id).frame(offset, fetchMaxRowCount, form));
        });
  }

  @Override
  public boolean cancel(StatementHandle handle) {
    return guarded(
        () ->
            sessions
                .of(handle.connectionId)
                .existing(handle.id)
                .map(OpenStatement::cancel)
                .orElse(false));
  }

  @Override
  public void closeCursor(StatementHandle handle) {
    guarded(
        () -> {
          EngineSession session = sessions.of(handle.connectionId);
          return session.inTurn(
              () -> {
                session.existing(handle.id).ifPresent(OpenStatement::closeCursor);
                return true;
              });
        });
  }

  @Override
  public void commit(ConnectionHandle connection) {
    inTurn(connection, SqlSession::commit);
  }

  @Override
  public void rollback(ConnectionHandle connection) {
    inTurn(connection, SqlSession::rollBack);
  }

  private void inTurn(ConnectionHandle connection, Consumer<SqlSession> work) {
    guarded(
        () -> {
          EngineSession session = sessions.of(connection.id);
          return session.inTurn(
              () -> {
                work.accept(session.sql());
                sessions.used(session);
                return true;
              });
        });
  }
}
