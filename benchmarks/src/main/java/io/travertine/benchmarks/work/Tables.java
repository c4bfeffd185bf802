package io.travertine.benchmarks.work;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements around what is measured. */
final class Tables {

  private Tables() {}

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Checks that work was done.
   *
   * @throws IllegalStateException if {@code query} gives another number
   */
  static void requireCount(Connection connection, String query, long expected) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      if (rows.getLong(1) != expected) {
        throw new IllegalStateException(
            query + " gives " + rows.getLong(1) + " instead of " + expected);
      }
    }
  }
}
