package io.travertine.jdbc.remote;

import io.travertine.jdbc.doorway.Commands;
import io.travertine.jdbc.doorway.PlainDoorway;
import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.States;
import io.travertine.jdbc.url.ConnectUrl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.MissingResultsException;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.RemoteProtobufService;
import org.apache.calcite.avatica.remote.RemoteService;
import org.apache.calcite.avatica.remote.Service;
import org.apache.calcite.avatica.remote.TypedValue;

/** The doorway of one connection to a server. Thread-safe. */
public final class RemoteDoorway extends PlainDoorway {

  private final ConnectUrl.Remote url;
  private final HttpTransport transport;
  private final Service service;
  private final AtomicInteger statements = new AtomicInteger(Integer.MIN_VALUE);

  private RemoteDoorway(ConnectUrl.Remote url) {
    this.url = url;
    this.transport = new HttpTransport(url);
    this.service = service(transport);
  }

  private Service service(HttpTransport over) {
    return url.options().json()
        ? new RemoteService(over)
        : new RemoteProtobufService(over, new ProtobufTranslationImpl());
  }

  /** A doorway that has not been used yet. */
  public static RemoteDoorway to(ConnectUrl.Remote url) {
    RemoteDoorway doorway = new RemoteDoorway(url);
    doorway.patience(url.options().loginTimeout());
    return doorway;
  }

  Duration idle() {
    return transport.idle();
  }

  @Override
  public void openConnection(ConnectionHandle connection, Map<String, String> info) {
    try {
      service.apply(new Service.OpenConnectionRequest(connection.id, info));
    } catch (DoorwayFailure e) {
      throw e.sqlState().equals(States.CONNECTION_LOST) ? cannotConnect(e) : e;
    }
    transport.patience(Duration.ZERO);
    Heartbeat.keepAlive(this, connection);
  }

  private static DoorwayFailure cannotConnect(DoorwayFailure how) {
    return new DoorwayFailure(
        States.CANNOT_CONNECT,
        how.getMessage()
            + ": connect again when the server and its store can be reached, or wait longer by"
            + " loginTimeout=SECONDS",
        how);
  }

  @Override
  public void closeConnection(ConnectionHandle connection) {
    Heartbeat.stop(this);
    service.apply(new Service.CloseConnectionRequest(connection.id));
  }

  @Override
  public ConnectionProperties connectionSync(
      ConnectionHandle connection, ConnectionProperties change) {
    return service.apply(new Service.ConnectionSyncRequest(connection.id, change)).connProps;
  }

  /** Tells the server that the connection lives; its store is not asked. */
  void beat(ConnectionHandle connection, Duration within) {
    hasty(within)
        .apply(new Service.ConnectionSyncRequest(connection.id, new ConnectionPropertiesImpl()));
  }

  @Override
  public void ping(ConnectionHandle connection, Duration within) {
    hasty(within)
        .apply(
            new Service.PrepareAndExecuteRequest(
                connection.id, statements.incrementAndGet(), Commands.pingWithin(within), -1, 0));
  }

  /** A transport of its own: patience is for one request, and others may be under way. */
  private Service hasty(Duration within) {
    HttpTransport hasty = new HttpTransport(url);
    hasty.patience(within);
    return service(hasty);
  }

  @Override
  public void patience(Duration patience) {
    transport.patience(patience);
  }

  @Override
  public StatementHandle createStatement(ConnectionHandle connection) {
    return new StatementHandle(connection.id, statements.incrementAndGet(), null);
  }

  @Override
  public void closeStatement(StatementHandle statement) {
    service.apply(new Service.CloseStatementRequest(statement.connectionId, statement.id));
  }

  @Override
  public StatementHandle prepare(ConnectionHandle connection, String sql, long maxRowCount) {
    return service.apply(new Service.PrepareRequest(connection.id, sendable(sql), maxRowCount))
        .statement;
  }

  @Override
  public ExecuteResult prepareAndExecute(
      StatementHandle statement,
      String sql,
      long maxRowCount,
      int maxRowsInFirstFrame,
      PrepareCallback callback)
      throws NoSuchStatementException {
    return result(
        statement,
        service.apply(
            new Service.PrepareAndExecuteRequest(
                statement.connectionId,
                statement.id,
                sendable(sql),
                maxRowCount,
                maxRowsInFirstFrame)));
  }

  @Override
  public ExecuteResult execute(
      StatementHandle statement, List<TypedValue> parameterValues, int maxRowsInFirstFrame)
      throws NoSuchStatementException {
    requireSendable(parameterValues);
    return result(
        statement,
        service.apply(new Service.ExecuteRequest(statement, parameterValues, maxRowsInFirstFrame)));
  }

  private static void requireSendable(List<TypedValue> values) {
    for (TypedValue value : values) {
      if (value.value instanceof String text) {
        sendable(text);
      }
    }
  }

  /** Both serializations would put a question mark for half a character, and tell nobody. */
  private static String sendable(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new DoorwayFailure(
          States.NOT_A_CHARACTER, "a text has half a character (an unpaired surrogate)");
    }
    return text;
  }

  private static ExecuteResult result(StatementHandle statement, Service.ExecuteResponse response)
      throws NoSuchStatementException {
    if (response.missingStatement) {
      throw new NoSuchStatementException(statement);
    }
    List<MetaResultSet> results = new ArrayList<>();
    for (Service.ResultSetResponse each : response.results) {
      results.add(
          each.updateCount != -1 || each.signature == null
              ? MetaResultSet.count(each.connectionId, each.statementId, each.updateCount)
              : MetaResultSet.create(
                  each.connectionId,
                  each.statementId,
                  each.ownStatement,
                  each.signature,
                  each.firstFrame));
    }
    return new ExecuteResult(results);
  }

  @Override
  public ExecuteBatchResult prepareAndExecuteBatch(
      StatementHandle statement, List<String> sqlCommands) throws NoSuchStatementException {
    sqlCommands.forEach(RemoteDoorway::sendable);
    return counts(
        statement,
        service.apply(
            new Service.PrepareAndExecuteBatchRequest(
                statement.connectionId, statement.id, sqlCommands)));
  }

  @Override
  public ExecuteBatchResult executeBatch(
      StatementHandle statement, List<List<TypedValue>> parameterValues)
      throws NoSuchStatementException {
    parameterValues.forEach(RemoteDoorway::requireSendable);
    return counts(
        statement,
        service.apply(
            new Service.ExecuteBatchRequest(
                statement.connectionId, statement.id, parameterValues)));
  }

  private static ExecuteBatchResult counts(
      StatementHandle statement, Service.ExecuteBatchResponse response)
      throws NoSuchStatementException {
    if (response.missingStatement) {
      throw new NoSuchStatementException(statement);
    }
    return new ExecuteBatchResult(response.updateCounts);
  }

  @Override
  public Frame fetch(StatementHandle statement, long offset, int fetchMaxRowCount)
      throws NoSuchStatementException, MissingResultsException {
    Service.FetchResponse response =
        service.apply(
            new Service.FetchRequest(
                statement.connectionId, statement.id, offset, fetchMaxRowCount));
    if (response.missingStatement || response.missingResults) {
      throw new NoSuchStatementException(statement);
    }
    return response.frame;
  }

  @Override
  public boolean cancel(StatementHandle statement) {
    return command(statement, Commands.kill(statement.id));
  }

  @Override
  public void closeCursor(StatementHandle statement) {
    command(statement, Commands.closeCursor(statement.id));
  }

  /** Runs beside whatever the statement is doing: the server answers commands out of turn. */
  private boolean command(StatementHandle statement, String command) {
    Service.ExecuteResponse response =
        service.apply(
            new Service.PrepareAndExecuteRequest(
                statement.connectionId, statement.id, command, -1, 0));
    return !response.missingStatement && response.results.get(0).updateCount > 0;
  }

  @Override
  public void commit(ConnectionHandle connection) {
    try {
      service.apply(new Service.CommitRequest(connection.id));
    } catch (DoorwayFailure e) {
      throw e.sqlState().equals(States.CONNECTION_LOST)
          ? new DoorwayFailure(States.RESOLUTION_UNKNOWN, String.valueOf(e.getMessage()), e)
          : e;
    }
  }

  @Override
  public void rollback(ConnectionHandle connection) {
    service.apply(new Service.RollbackRequest(connection.id));
  }
}
