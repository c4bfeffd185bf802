package io.travertine.sqltests;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Inserts, moves and deletes rows of few keys, with and without transactions, and keeps books of
 * how many rows of each key it was told to have added.
 */
final class KeyWork {

  static final int KEYS = 30;

  private KeyWork() {}

  static void createTable(Statement statement) throws SQLException {
    statement.executeUpdate("CREATE TABLE k (id INTEGER PRIMARY KEY, u INTEGER UNIQUE, n INTEGER)");
  }

  /** Rows added by key. */
  static Map<Integer, Integer> work(String url, Random random, int rounds) throws SQLException {
    Map<Integer, Integer> books = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url)) {
      for (int i = 0; i < rounds; i++) {
        connection.setTransactionIsolation(
            random.nextBoolean()
                ? Connection.TRANSACTION_SERIALIZABLE
                : Connection.TRANSACTION_REPEATABLE_READ);
        Map<Integer, Integer> page = new TreeMap<>();
        boolean committed =
            random.nextInt(3) == 0
                ? change(connection, random, page)
                : transact(connection, random, page);
        if (committed) {
          page.forEach((id, rows) -> books.merge(id, rows, Integer::sum));
        }
      }
    }
    return books;
  }

  private static boolean transact(Connection connection, Random random, Map<Integer, Integer> page)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        change(connection, random, page);
      }
      connection.commit();
      return true;
    } catch (SQLException e) {
      if (!"40001".equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback();
      return false;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** One statement; false if it was refused because of a key. */
  private static boolean change(Connection connection, Random random, Map<Integer, Integer> page)
      throws SQLException {
    int id = random.nextInt(KEYS);
    int other = random.nextInt(KEYS);
    try {
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          int rows = update(connection, "INSERT INTO k VALUES (?, ?, 0)", id, other);
          page.merge(id, rows, Integer::sum);
        }
        case 2 -> {
          int rows = update(connection, "DELETE FROM k WHERE id = ?", id);
          page.merge(id, -rows, Integer::sum);
        }
        case 3 -> {
          String insert = "INSERT INTO k VALUES (?, ?, 0) ON CONFLICT (id) DO NOTHING";
          page.merge(id, update(connection, insert, id, other), Integer::sum);
        }
        case 4 -> {
          int rows = update(connection, "UPDATE k SET id = ? WHERE id = ?", other, id);
          page.merge(id, -rows, Integer::sum);
          page.merge(other, rows, Integer::sum);
        }
        default -> update(connection, "UPDATE k SET u = ?, n = n + 1 WHERE id = ?", other, id);
      }
      return true;
    } catch (SQLException e) {
      if (!"23505".equals(e.getSQLState())) {
        throw e;
      }
      return false;
    }
  }

  private static int update(Connection connection, String sql, int... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setInt(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  /** Runs in the other JVM. */
  public static void main(String[] arguments) throws Exception {
    Books.main(KeyWork::work, arguments);
  }
}
