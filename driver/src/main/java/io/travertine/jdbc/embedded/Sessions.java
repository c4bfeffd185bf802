package io.travertine.jdbc.embedded;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.SessionOptions;
import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.States;
import io.travertine.jdbc.url.ConnectOption;
import io.travertine.jdbc.url.ConnectOptions;
import io.travertine.persist.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of one database, by connection id. A session lives until it is closed or, where a
 * lease is given, until nothing has been heard of its client for that long. Thread-safe.
 */
public final class Sessions implements AutoCloseable {

  private final Database database;
  private final Clock clock;
  private final Map<String, EngineSession> byConnection = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public Sessions(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** How many sessions are open. */
  public int count() {
    return byConnection.size();
  }

  void open(String connectionId, Map<String, String> info) {
    if (closed) {
      throw new DoorwayFailure(States.CANNOT_CONNECT, "the database is being closed");
    }
    EngineSession session =
        new EngineSession(connectionId, database.connect(options(info)), clock.epochMillis());
    if (byConnection.putIfAbsent(connectionId, session) != null) {
      session.close();
      throw new DoorwayFailure(
          States.CANNOT_CONNECT, "connection " + connectionId + " is already open");
    }
  }

  private static SessionOptions options(Map<String, String> info) {
    SessionOptions options = SessionOptions.defaults();
    for (Map.Entry<String, String> entry : info.entrySet()) {
      ConnectOption option = ConnectOption.named(entry.getKey()).orElse(ConnectOption.USER);
      String value = entry.getValue();
      options =
          switch (option) {
            case SCHEMA -> options.withSchema(value);
            case AS_OF -> options.withAsOf(value);
            case READ_ONLY -> options.withReadOnly(Boolean.parseBoolean(value));
            case TIME_ZONE -> options.withTimeZone(zone(value));
            case LOGIN_TIMEOUT -> options.withPatience(patience(value));
            default -> options;
          };
    }
    return options;
  }

  private static Duration patience(String seconds) {
    return new ConnectOptions(Map.of(ConnectOption.LOGIN_TIMEOUT, seconds)).loginTimeout();
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new DoorwayFailure(States.CANNOT_CONNECT, "timeZone='" + text + "' is no time zone", e);
    }
  }

  /**
   * The session of a connection, whose lease starts anew.
   *
   * @throws DoorwayFailure 08003 if it has ended or never was
   */
  EngineSession of(String connectionId) {
    EngineSession session = byConnection.get(connectionId);
    if (session == null) {
      throw EngineSession.gone();
    }
    used(session);
    return session;
  }

  /** How long what is not a statement's execution may take in the sessions there are. */
  void patience(Duration limit) {
    byConnection.values().forEach(session -> session.sql().patience(limit));
  }

  /** The lease of {@code session} starts anew. */
  void used(EngineSession session) {
    session.used(clock.epochMillis());
  }

  void close(String connectionId) {
    EngineSession session = byConnection.remove(connectionId);
    if (session != null) {
      session.close();
    }
  }

  /** Ends the sessions whose clients have been silent for longer than {@code lease}. */
  public int reap(Duration lease) {
    long then = clock.epochMillis() - lease.toMillis();
    int reaped = 0;
    for (Map.Entry<String, EngineSession> entry : byConnection.entrySet()) {
      if (entry.getValue().idleSince(then)
          && byConnection.remove(entry.getKey(), entry.getValue())) {
        entry.getValue().close();
        reaped++;
      }
    }
    return reaped;
  }

  /** Ends all sessions and opens no more; the database stays open. */
  @Override
  public void close() {
    closed = true;
    byConnection.keySet().forEach(this::close);
  }
}
