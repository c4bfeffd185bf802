package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who put a row at one key at a time come one after the other; others do not meet. */
class UpsertRaceTest {

  private static final int ROUNDS = 60;

  private final Path parent;

  UpsertRaceTest(@TempDir Path parent) {
    this.parent = parent;
  }

  @Test
  void noCountIsLostWhoeverCounts() throws Exception {
    Path db = parent.resolve("db");
    String url = "jdbc:travertine:file:" + db;
    long seed = System.nanoTime();
    System.out.println("counted with seed " + seed);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      CounterWork.createTable(statement);
      Path theirs = parent.resolve("theirs");
      Process process = Books.start(CounterWork.class, db, theirs, seed + 1, 2, ROUNDS);
      try {
        Map<Integer, Integer> books =
            new TreeMap<>(Books.of(CounterWork::work, url, seed, 6, ROUNDS));
        assertThat(process.waitFor()).as(Books.complaints(theirs)).isZero();
        Books.add(books, Books.read(theirs));
        assertThat(counters(statement)).isEqualTo(books);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static Map<Integer, Integer> counters(Statement statement) throws SQLException {
    Map<Integer, Integer> counters = new TreeMap<>();
    try (ResultSet rows = statement.executeQuery("SELECT id, n FROM counters")) {
      while (rows.next()) {
        assertThat(counters.put(rows.getInt(1), rows.getInt(2))).isNull();
      }
    }
    return counters;
  }

  private interface Work {
    void on(Statement one, Statement two) throws SQLException;
  }

  /** Two transactions on a table with the keys 1, 2 and 3. */
  private static void twoTransactions(int isolation, Work work) throws SQLException {
    String url = "jdbc:travertine:mem:" + io.travertine.persist.id.Seed.secure().uuid();
    try (Connection one = DriverManager.getConnection(url);
        Connection two = DriverManager.getConnection(url);
        Statement first = one.createStatement();
        Statement second = two.createStatement()) {
      first.execute("CREATE TABLE k (id INTEGER PRIMARY KEY, n INTEGER)");
      first.execute("INSERT INTO k VALUES (1, 0), (2, 0), (3, 0)");
      for (Connection connection : new Connection[] {one, two}) {
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
      }
      work.on(first, second);
    }
  }

  private static void refused(Statement statement) {
    assertThatThrownBy(() -> statement.getConnection().commit())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
  }

  @ParameterizedTest
  @ValueSource(ints = {Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_REPEATABLE_READ})
  void differentKeysBothCommit(int isolation) throws SQLException {
    twoTransactions(
        isolation,
        (one, two) -> {
          one.execute("UPSERT INTO k VALUES (1, 5), (7, 5)");
          two.execute("UPSERT INTO k VALUES (2, 5), (8, 5)");
          one.execute("INSERT INTO k VALUES (9, 1), (1, 1) ON CONFLICT DO NOTHING");
          two.execute("INSERT INTO k VALUES (3, 1) ON CONFLICT (id) DO UPDATE SET n = k.n + 1");
          two.getConnection().commit();
          one.getConnection().commit();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_REPEATABLE_READ})
  void oneKeyIsForOneOfThem(int isolation) throws SQLException {
    twoTransactions(
        isolation,
        (one, two) -> {
          one.execute("UPSERT INTO k VALUES (1, 5)");
          two.execute("UPSERT INTO k VALUES (1, 6)");
          two.getConnection().commit();
          refused(one);
          one.execute("UPSERT INTO k VALUES (7, 5)");
          two.execute("INSERT INTO k VALUES (7, 6) ON CONFLICT DO NOTHING");
          one.getConnection().commit();
          refused(two);
          one.execute("INSERT INTO k VALUES (2, 5) ON CONFLICT (id) DO UPDATE SET n = k.n + 1");
          two.execute("DELETE FROM k WHERE id = 2");
          two.getConnection().commit();
          refused(one);
        });
  }

  /** Who leaves a row alone because it is there, or as it should be, has read it. */
  @Test
  void whatWasLookedUpIsRead() throws SQLException {
    twoTransactions(
        Connection.TRANSACTION_SERIALIZABLE,
        (one, two) -> {
          one.execute("INSERT INTO k VALUES (1, 9) ON CONFLICT DO NOTHING");
          one.execute("UPSERT INTO k VALUES (20, 1)");
          two.execute("DELETE FROM k WHERE id = 1");
          two.getConnection().commit();
          refused(one);
          one.execute("UPSERT INTO k VALUES (2, 0)");
          one.execute("UPSERT INTO k VALUES (20, 1)");
          two.execute("UPDATE k SET n = 1 WHERE id = 2");
          two.getConnection().commit();
          refused(one);
          one.execute("UPSERT INTO k VALUES (2, 1)");
          one.execute("UPSERT INTO k VALUES (20, 1)");
          two.execute("UPDATE k SET n = 1 WHERE id = 3");
          two.getConnection().commit();
          one.getConnection().commit();
        });
  }

  @Test
  void whatChangesNothingWritesNothing() throws SQLException {
    twoTransactions(
        Connection.TRANSACTION_SERIALIZABLE,
        (one, two) -> {
          long before = updates(one);
          one.execute("UPSERT INTO k VALUES (1, 0), (2, 0)");
          one.execute("UPSERT INTO k VALUES (1, 5), (1, 0)");
          one.execute("INSERT INTO k VALUES (1, 7) ON CONFLICT (id) DO UPDATE SET n = k.n");
          one.execute("INSERT INTO k VALUES (1, 7) ON CONFLICT DO NOTHING");
          one.getConnection().commit();
          assertThat(updates(two)).isEqualTo(before);
        });
  }

  /** How far the database has come. */
  private static long updates(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT MAX(readable_to) FROM sys.tables")) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }
}
