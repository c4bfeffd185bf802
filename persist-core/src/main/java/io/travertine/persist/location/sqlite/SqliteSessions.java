package io.travertine.persist.location.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.travertine.persist.location.Access;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/**
 * The connections of one SQLite file in this process, each with its prepared statements: one kept
 * for writing, a few that readers share.
 *
 * <p>Reading is thread-safe; writing is for one thread at a time, which the caller sees to.
 */
final class SqliteSessions implements AutoCloseable {

  /** What is done with a connection. */
  @FunctionalInterface
  interface Work<T> {
    T on(SqliteStatements statements) throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(SqliteSessions.class);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final int READERS = 4;
  private static final long CONNECTION_WAIT_MILLIS = 30_000;
  private static final int SHRINKING_BUSY_MILLIS = 500;

  private final SqliteFile file;
  private final Optional<SqliteFile.Stamp> frozen;
  private final HikariDataSource pool;
  private final Map<SQLiteConnection, SqliteStatements> statements = new ConcurrentHashMap<>();

  /** Null until first needed, and again after it failed. Guarded by the caller's write lock. */
  private @Nullable Connection writer;

  SqliteSessions(SqliteFile file) {
    this.file = file;
    this.frozen = file.frozen();
    HikariConfig config = new HikariConfig();
    config.setDataSource(file.impatient(frozen));
    config.setPoolName("consensus-sqlite-" + NUMBER.incrementAndGet());
    config.setReadOnly(file.access() == Access.READ_ONLY);
    config.setMaximumPoolSize(READERS + 1);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_WAIT_MILLIS);
    // connections to a file do not go stale
    config.setMaxLifetime(0);
    config.setIdleTimeout(0);
    config.setKeepaliveTime(0);
    this.pool = new HikariDataSource(config);
  }

  /**
   * Whether what was read is to be believed: where there are no locks, the file must be as it was.
   */
  boolean isCurrent() {
    return frozen.isEmpty() || frozen.equals(file.frozen());
  }

  <T> T read(Work<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return run(connection, work);
    }
  }

  <T> T write(Work<T> work) throws SQLException {
    Connection connection = writer == null ? pool.getConnection() : writer;
    writer = connection;
    try {
      return run(connection, work);
    } catch (SQLException e) {
      if (!SqliteFailures.isBusy(e)) {
        writer = null;
        connection.close();
      }
      throw e;
    }
  }

  private <T> T run(Connection connection, Work<T> work) throws SQLException {
    SQLiteConnection sqlite = connection.unwrap(SQLiteConnection.class);
    try {
      return work.on(statements.computeIfAbsent(sqlite, SqliteStatements::new));
    } catch (SQLException e) {
      if (!SqliteFailures.isBusy(e)) {
        statements.remove(sqlite);
        pool.evictConnection(connection);
      }
      throw e;
    }
  }

  /**
   * Empties the write-ahead log if it has grown beyond {@code bytes}: readers that follow each
   * other without a gap can keep it from ever starting over. Readers are waited for; when they do
   * not yield it stays for now. For the writing thread.
   */
  void shrinkLog(long bytes) {
    Connection connection = writer;
    if (connection == null || file.logBytes() <= bytes) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + SHRINKING_BUSY_MILLIS);
      try (ResultSet outcome = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
        LOG.debug("{}: log emptied: {}", file.path(), outcome.next() && outcome.getInt(1) == 0);
      } finally {
        statement.execute("PRAGMA busy_timeout = 0");
      }
    } catch (SQLException e) {
      LOG.warn("{}: the write-ahead log could not be emptied", file.path(), e);
    }
  }

  /** Nothing may be running. The last to close the file, of all processes, tidies its log away. */
  @Override
  public void close() {
    try (pool;
        Connection connection = writer) {
      writer = null;
    } catch (SQLException e) {
      LOG.debug("{}: closing", file.path(), e);
    }
  }
}
