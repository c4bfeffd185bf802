package io.travertine.sqltests;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Counts in a few rows, by statements, batches and transactions, and keeps books of it. */
final class CounterWork {

  private static final int KEYS = 6;

  private static final String COUNT =
      "INSERT INTO counters AS c VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET n = c.n + EXCLUDED.n";

  private CounterWork() {}

  static void createTable(Statement statement) throws SQLException {
    statement.executeUpdate("CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
  }

  /** How often each row was counted in. */
  static Map<Integer, Integer> work(String url, Random random, int rounds) throws SQLException {
    Map<Integer, Integer> books = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement count = connection.prepareStatement(COUNT)) {
      for (int i = 0; i < rounds; i++) {
        List<Integer> keys = new ArrayList<>();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
          keys.add(random.nextInt(KEYS));
        }
        connection.setTransactionIsolation(
            random.nextBoolean()
                ? Connection.TRANSACTION_SERIALIZABLE
                : Connection.TRANSACTION_REPEATABLE_READ);
        boolean done =
            switch (random.nextInt(3)) {
              case 0 -> batch(count, keys);
              case 1 -> single(count, keys);
              default -> transaction(connection, count, keys);
            };
        if (done) {
          keys.forEach(key -> books.merge(key, 1, Integer::sum));
        }
      }
    }
    return books;
  }

  private static boolean single(PreparedStatement count, List<Integer> keys) throws SQLException {
    for (int key : keys) {
      count.setInt(1, key);
      if (count.executeUpdate() != 1) {
        throw new AssertionError("not one row was counted in");
      }
    }
    return true;
  }

  private static boolean batch(PreparedStatement count, List<Integer> keys) throws SQLException {
    for (int key : keys) {
      count.setInt(1, key);
      count.addBatch();
    }
    return count.executeBatch().length == keys.size();
  }

  /** False if somebody else was first. */
  private static boolean transaction(
      Connection connection, PreparedStatement count, List<Integer> keys) throws SQLException {
    connection.setAutoCommit(false);
    try {
      single(count, keys);
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

  /** Runs in the other JVM. */
  public static void main(String[] arguments) throws Exception {
    Books.main(CounterWork::work, arguments);
  }
}
