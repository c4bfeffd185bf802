package io.travertine.jdbc.embedded;

import io.travertine.calcite.schema.SqlSession;
import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.States;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A session of the engine and its statements, one of which runs at a time. Thread-safe. */
final class EngineSession {

  private final String connectionId;
  private final SqlSession sql;
  private final Map<Integer, OpenStatement> statements = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final ReentrantLock turn = new ReentrantLock(true);
  private volatile long usedAtMillis;
  private volatile boolean closed;

  EngineSession(String connectionId, SqlSession sql, long nowMillis) {
    this.connectionId = connectionId;
    this.sql = sql;
    this.usedAtMillis = nowMillis;
  }

  SqlSession sql() {
    return sql;
  }

  void used(long nowMillis) {
    usedAtMillis = nowMillis;
  }

  /** Whether nothing runs and nothing has been heard since {@code thenMillis}. */
  boolean idleSince(long thenMillis) {
    return usedAtMillis < thenMillis && !turn.isLocked();
  }

  /**
   * Runs {@code work} when it is its turn.
   *
   * @throws DoorwayFailure 08003 if the session was closed meanwhile, 57014 if interrupted waiting
   */
  <T> T inTurn(Supplier<T> work) {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DoorwayFailure(
          States.CANCELLED, "interrupted while waiting for another statement of the session", e);
    }
    try {
      if (closed) {
        throw gone();
      }
      return work.get();
    } finally {
      turn.unlock();
    }
  }

  static DoorwayFailure gone() {
    return new DoorwayFailure(States.CONNECTION_CLOSED, "the session has ended: connect again");
  }

  /** A new statement, named by us: with a positive id. */
  OpenStatement create() {
    OpenStatement statement = new OpenStatement(connectionId, ids.incrementAndGet());
    statements.put(statement.id(), statement);
    return statement;
  }

  /**
   * A statement that exists, or one that the client names for the first time, with a negative id.
   *
   * @throws DoorwayFailure 26000 if it is one of ours that is closed
   */
  OpenStatement statement(int id) {
    return id < 0
        ? statements.computeIfAbsent(id, name -> new OpenStatement(connectionId, name))
        : existing(id)
            .orElseThrow(
                () -> new DoorwayFailure(States.STATEMENT_CLOSED, "the statement is closed"));
  }

  Optional<OpenStatement> existing(int id) {
    return Optional.ofNullable(statements.get(id));
  }

  /** Stops what the statement does and lets go of it. */
  void close(int id) {
    OpenStatement statement = statements.remove(id);
    if (statement == null) {
      return;
    }
    statement.cancel();
    turn.lock();
    try {
      statement.closeCursor();
    } finally {
      turn.unlock();
    }
  }

  /** Stops everything and ends the session. */
  void close() {
    sql.stop();
    statements.values().forEach(OpenStatement::cancel);
    turn.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      statements.values().forEach(OpenStatement::closeCursor);
      statements.clear();
      sql.close();
    } finally {
      turn.unlock();
    }
  }
}
