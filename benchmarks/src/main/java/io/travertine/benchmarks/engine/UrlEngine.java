package io.travertine.benchmarks.engine;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database inside this process, which its first connection starts.
 *
 * @param url what to connect to
 * @param forEach run on each new connection; may be empty
 * @param commitTail run after each commit; may be empty
 * @param shutdown run at last; may be empty
 */
record UrlEngine(String url, String forEach, String commitTail, String shutdown) implements Engine {

  static UrlEngine of(String url) {
    return new UrlEngine(url, "", "", "");
  }

  @Override
  public Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    run(connection, forEach);
    return connection;
  }

  @Override
  public void afterCommit(Connection connection) throws SQLException {
    run(connection, commitTail);
  }

  @Override
  public void close() throws SQLException {
    if (!shutdown.isEmpty()) {
      try (Connection connection = DriverManager.getConnection(url)) {
        run(connection, shutdown);
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    if (!sql.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }
}
