package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether there is a row with some key is not found out by reading the table. {@code
 * -Dtravertine.keys.rows=10000000} makes it a measurement.
 */
class KeyScaleTest {

  private static final int ROWS = Integer.getInteger("travertine.keys.rows", 60_000);
  private static final int BATCH = 10_000;
  private static final int SINGLES = 100;

  private static final String MERGE =
      "MERGE INTO t USING (VALUES (CAST(? AS BIGINT))) AS s (k) ON t.id = s.k"
          + " WHEN MATCHED THEN UPDATE SET n = n + 1"
          + " WHEN NOT MATCHED THEN INSERT (id, n) VALUES (k, 1)";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Path parent;

  KeyScaleTest(@TempDir Path parent) {
    this.parent = parent;
  }

  @BeforeEach
  void measure() {
    Metrics.addRegistry(meters);
  }

  @AfterEach
  void stopMeasuring() {
    Metrics.removeRegistry(meters);
  }

  /** How many parts were fetched for reads so far. */
  private long fetches() {
    return meters.find("persist.read.part").tag("purpose", "snapshot").timers().stream()
        .mapToLong(Timer::count)
        .sum();
  }

  private String url() {
    return "jdbc:travertine:file:" + parent.resolve("db");
  }

  @Test
  void keysInOrderAreFoundMissingWithoutReading() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(20), amount DOUBLE, n INTEGER)");
      long before = fetches();
      load(connection, "INSERT INTO t VALUES (?, ?, ?, ?)", KeyScaleTest::inOrder);
      String insert = "INSERT INTO t VALUES (?, ?, ?, ?)";
      single(connection, "insert, ids in order", insert, i -> inOrder(ROWS + i));
      batch(connection, "batch of 10,000 ids in order", insert, 2 * ROWS, KeyScaleTest::inOrder);
      assertThat(fetches() - before).as("parts fetched").isZero();
      assertThatThrownBy(() -> run(connection, insert, inOrder(ROWS / 2)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("t_pkey");
      assertThat(fetches() - before).isBetween(1L, 8L);
      single(connection, "insert between, first", insert, i -> inOrder(-1 - i));
    }
    reopened();
  }

  private void reopened() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url())) {
      single(connection, "select by key", "SELECT name FROM t WHERE id = ?", i -> spread(i));
      String update = "UPDATE t SET n = n + 1 WHERE id = ?";
      single(connection, "update by key", update, i -> spread(i));
      String upsert = "UPSERT INTO t (id, n) VALUES (?, 7)";
      single(connection, "upsert", upsert, i -> spread(i));
      String count =
          "INSERT INTO t VALUES (?, 'x', 1, 1) ON CONFLICT (id) DO UPDATE SET n = t.n + 1";
      single(connection, "count in a row", count, i -> spread(i));
      batch(
          connection,
          "batch of 10,000 upserts",
          "UPSERT INTO t VALUES (?, ?, ?, ?)",
          ROWS / 2,
          KeyScaleTest::inOrder);
      single(connection, "merge by key", MERGE, i -> spread(i));
      connection.setAutoCommit(false);
      String inside = " in a transaction";
      single(connection, "upsert" + inside, upsert, i -> spread(i));
      single(connection, "update by key" + inside, update, i -> spread(i));
      single(connection, "merge by key" + inside, MERGE, i -> spread(i));
      connection.commit();
      connection.setAutoCommit(true);
      String insert = "INSERT INTO t VALUES (?, ?, ?, ?)";
      single(connection, "insert after start", insert, i -> inOrder(4L * ROWS + i));
    }
  }

  @Test
  void keysWithoutOrderAreLookedUpInPartsThatAreDecodedOnce() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE r (id VARCHAR(36) PRIMARY KEY, n BIGINT)");
      String insert = "INSERT INTO r VALUES (?, ?)";
      load(connection, insert, KeyScaleTest::random);
      single(connection, "insert, random keys", insert, i -> random(ROWS + i));
      long before = fetches();
      single(connection, "insert, random keys again", insert, i -> random(2L * ROWS + i));
      long again = fetches() - before;
      batch(connection, "batch of 10,000 random keys", insert, 3 * ROWS, KeyScaleTest::random);
      System.out.println(again + " parts fetched for " + SINGLES + " inserts of random keys");
      assertThat(again).isLessThan(SINGLES / 2);
      assertThatThrownBy(() -> run(connection, insert, random(ROWS / 2)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("r_pkey");
    }
    try (Connection connection = DriverManager.getConnection(url())) {
      single(
          connection,
          "select by random key",
          "SELECT n FROM r WHERE id = ?",
          i -> new Object[] {random(i * (long) (ROWS / SINGLES))[0]});
    }
  }

  @Test
  void keysThatPartsAreNotSortedByAreIndexedInMemory() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE u (n BIGINT, code VARCHAR(36) UNIQUE)");
      String insert = "INSERT INTO u (code, n) VALUES (?, ?)";
      load(connection, insert, KeyScaleTest::random);
      single(connection, "insert, unique random text", insert, i -> random(ROWS + i));
      long before = fetches();
      single(connection, "insert, unique random text again", insert, i -> random(2L * ROWS + i));
      assertThat(fetches() - before).isLessThan(SINGLES / 2);
      assertThatThrownBy(() -> run(connection, insert, random(ROWS / 2)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("u_code_key");
    }
  }

  private static Object[] inOrder(long i) {
    return new Object[] {i, "name" + i % 1_000, i / 3d, (int) (i % 100)};
  }

  private static Object[] spread(int i) {
    return new Object[] {(long) i * (ROWS / SINGLES)};
  }

  private static Object[] random(long i) {
    UUID id = new UUID(mixed(i), mixed(~i));
    return new Object[] {id.toString(), i};
  }

  private static long mixed(long i) {
    long x = (i + 1) * 0x9E37_79B9_7F4A_7C15L;
    x = (x ^ x >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    return x ^ x >>> 27;
  }

  private interface Values {
    Object[] of(long i);
  }

  private interface Single {
    Object[] of(int i);
  }

  private static void load(Connection connection, String sql, Values values) throws SQLException {
    long start = System.nanoTime();
    for (int from = 0; from < ROWS; from += BATCH) {
      insert(connection, sql, from, values);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%d rows loaded in %.1f s, %.0f rows/s%n", ROWS, seconds, ROWS / seconds);
  }

  private static void batch(Connection connection, String what, String sql, int from, Values values)
      throws SQLException {
    long start = System.nanoTime();
    insert(connection, sql, from, values);
    System.out.printf("%s: %.1f ms%n", what, (System.nanoTime() - start) / 1e6);
  }

  private static void insert(Connection connection, String sql, int from, Values values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = from; i < from + BATCH; i++) {
        bind(statement, values.of(i));
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Many executions of one statement, and how long they take. */
  private static void single(Connection connection, String what, String sql, Single values)
      throws SQLException {
    double[] millis = new double[SINGLES];
    for (int i = 0; i < SINGLES; i++) {
      long start = System.nanoTime();
      run(connection, sql, values.of(i));
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    double first = millis[0];
    Arrays.sort(millis);
    System.out.printf(
        "%s, %d rows: first %.1f ms, median %.2f ms, 99th of 100 %.2f ms%n",
        what, ROWS, first, millis[SINGLES / 2], millis[SINGLES - 2]);
  }

  private static void run(Connection connection, String sql, Object[] values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      if (statement.execute()) {
        try (ResultSet rows = statement.getResultSet()) {
          assertThat(rows.next()).as("there is %s", Arrays.toString(values)).isTrue();
        }
      }
    }
  }

  private static void bind(PreparedStatement statement, Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
