package io.travertine.persist.location.postgres;

import io.travertine.persist.time.Clock;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Makes connections to one place, at READ COMMITTED where the server has it. A server that would
 * acknowledge what is not on disk is told to wait. Thread-safe.
 */
final class PostgresSource implements DataSource {

  /** A connection that was used this recently is believed to be alive without asking it. */
  private static final long BELIEVED_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** For who waits for a connection to be made, such as a pool that is closed. */
  private static final int LOGIN_SECONDS = 10;

  private static final Driver DRIVER = driver();
  private static final Set<String> PARAMETERS =
      Arrays.stream(DRIVER.getPropertyInfo("jdbc:postgresql:", new Properties()))
          .map(parameter -> parameter.name)
          .collect(Collectors.toUnmodifiableSet());

  private final PostgresPlace place;
  private final Clock clock;

  PostgresSource(PostgresPlace place, Clock clock) {
    this.place = place;
    this.clock = clock;
  }

  /** In our jar pgjdbc has another name, and must not be taken for the program's own. */
  private static Driver driver() {
    Driver driver = new Driver();
    try {
      if (!Driver.class.getName().startsWith("org.") && Driver.isRegistered()) {
        Driver.deregister();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the driver could not be hidden", e);
    }
    return driver;
  }

  /** Whether pgjdbc has a parameter of this name. */
  static boolean knows(String parameter) {
    return PARAMETERS.contains(parameter);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Properties properties = place.connectionProperties();
    properties.setProperty("socketFactory", InterruptibleSockets.class.getName());
    Connection connection = DRIVER.connect(place.jdbcUrl(), properties);
    if (connection == null) {
      throw new SQLNonTransientConnectionException(place + " is no address", "08001");
    }
    try {
      prepare(connection);
      return new Used(connection).proxy();
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void prepare(Connection connection) throws SQLException {
    connection.setTransactionIsolation(place.isolation());
    try (Statement statement = connection.createStatement()) {
      if (setting(statement, "synchronous_commit").filter("off"::equals).isPresent()) {
        statement.execute("SET synchronous_commit TO on");
      }
    }
  }

  /** A setting; empty where the server does not know it. */
  static Optional<String> setting(Statement statement, String name) throws SQLException {
    try (var rows =
        statement.executeQuery("SELECT setting FROM pg_settings WHERE name = '" + name + "'")) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the place says who connects");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("nothing is written");
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // the place says it
  }

  @Override
  public int getLoginTimeout() {
    return LOGIN_SECONDS;
  }

  @Override
  public Logger getParentLogger() {
    return DRIVER.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException("nothing is wrapped");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  /**
   * A connection that knows when it was used last. A pool asks the server whether a connection is
   * alive whenever it was idle for half a second: a second round trip for what takes one.
   */
  private final class Used {
    private final Connection connection;
    private volatile long usedNanos = clock.monotonicNanos();

    Used(Connection connection) {
      this.connection = connection;
    }

    Connection proxy() {
      return (Connection)
          Proxy.newProxyInstance(
              PostgresSource.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> call(method, arguments));
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
      long now = clock.monotonicNanos();
      if (method.getName().equals("isValid") && now - usedNanos < BELIEVED_NANOS) {
        return !connection.isClosed();
      }
      usedNanos = now;
      try {
        return method.invoke(connection, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
    }
  }
}
