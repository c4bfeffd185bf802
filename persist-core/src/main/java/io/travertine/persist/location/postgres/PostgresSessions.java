package io.travertine.persist.location.postgres;

import static io.travertine.persist.error.CancelledException.throwIfInterrupted;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.location.postgres.PostgresFailures.Effect;
import io.travertine.persist.time.Clock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of this process to one place, and what their failures mean. pgjdbc keeps the
 * prepared statements of each by their text. Thread-safe.
 */
final class PostgresSessions implements AutoCloseable {

  /** What is done with a connection. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSessions.class);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** So that the servers of a cluster get their share again after one was away. */
  private static final long LIFETIME_MILLIS = TimeUnit.MINUTES.toMillis(5);

  /** After which nothing is kept: who does nothing asks nothing. */
  private static final long IDLE_MILLIS = TimeUnit.MINUTES.toMillis(2);

  private final PostgresPlace place;
  private final HikariDataSource pool;

  /** Read-locked by every call under way, write-locked to close. */
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

  private volatile boolean closed;

  PostgresSessions(String half, PostgresPlace place, Clock clock) {
    this.place = place;
    HikariConfig config = new HikariConfig();
    config.setDataSource(new PostgresSource(place, clock));
    config.setPoolName(half + "-postgres-" + NUMBER.incrementAndGet());
    config.setMaximumPoolSize(place.connections());
    config.setMinimumIdle(0);
    config.setConnectionTimeout(place.patience().toMillis());
    config.setMaxLifetime(LIFETIME_MILLIS);
    config.setKeepaliveTime(0);
    config.setIdleTimeout(IDLE_MILLIS);
    // connects when asked: whoever opened the place has just been there
    config.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(config);
  }

  PostgresPlace place() {
    return place;
  }

  /** One statement that changes nothing. */
  <T> T read(String doing, String key, Work<T> work) {
    return run(doing, key, connection -> attempt(doing, key, connection, work, Effect.NONE));
  }

  /** One statement, which commits by itself. */
  <T> T write(String doing, String key, Work<T> work) {
    return run(
        doing, key, connection -> attempt(doing, key, connection, work, Effect.ALL_OR_NOTHING));
  }

  /** Statements in a transaction that change nothing. */
  <T> T readAll(String doing, String key, Work<T> work) {
    return transact(doing, key, work, Effect.NONE);
  }

  /** Several statements in a transaction. */
  <T> T transact(String doing, String key, Work<T> work) {
    return transact(doing, key, work, Effect.ALL_OR_NOTHING);
  }

  private <T> T transact(String doing, String key, Work<T> work, Effect ofCommit) {
    return run(
        doing,
        key,
        connection -> {
          connection.setAutoCommit(false);
          T result = attempt(doing, key, connection, work, Effect.NONE);
          attempt(
              doing,
              key,
              connection,
              same -> {
                same.commit();
                return true;
              },
              ofCommit);
          return result;
        });
  }

  /** What fails without effect where it throws an {@link SQLException} itself. */
  private <T> T run(String doing, String key, Work<T> work) {
    throwIfInterrupted(doing, key);
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the connections to " + place + " are closed");
      }
      Connection connection = connect(doing, key);
      try {
        return work.on(connection);
      } catch (SQLException e) {
        throw failure(doing, key, e, Effect.NONE);
      } finally {
        giveBack(connection);
      }
    } finally {
      open.readLock().unlock();
    }
  }

  private Connection connect(String doing, String key) {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      throw PostgresFailures.ofConnecting(doing + " of " + key, place, e);
    }
  }

  private <T> T attempt(
      String doing, String key, Connection connection, Work<T> work, Effect effect) {
    try {
      return work.on(connection);
    } catch (SQLException e) {
      throw failure(doing, key, e, effect);
    }
  }

  private PersistException failure(String doing, String key, SQLException e, Effect effect) {
    PersistException failure = PostgresFailures.of(doing + " of " + key, place, e, effect);
    HikariPoolMXBean connections = pool.getHikariPoolMXBean();
    if (connections != null
        && PostgresFailures.isLostConnection(e)
        && !Thread.currentThread().isInterrupted()) {
      connections.softEvictConnections();
    }
    return failure;
  }

  /** Rolls back what was not committed. What was done stays done when that fails. */
  private void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("{}: a connection was lost on its way back", place, e);
    }
  }

  /** Waits for the calls under way. */
  @Override
  public void close() {
    closed = true;
    open.writeLock().lock();
    try {
      pool.close();
    } finally {
      open.writeLock().unlock();
    }
  }
}
