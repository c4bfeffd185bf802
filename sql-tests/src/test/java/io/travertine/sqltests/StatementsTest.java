package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.travertine.sqltests.Doors.Door;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements, results and connections behave as JDBC says, through every door. */
class StatementsTest {

  /** More pairs than anybody will wait for. */
  private static final String ENDLESS =
      "SELECT COUNT(*) FROM thousand a, thousand b, thousand c, thousand d WHERE a.n + b.n = c.n * d.n";

  private static Doors doors;

  @BeforeAll
  static void open() throws IOException, SQLException {
    doors = Doors.inMemory();
    try (Connection connection = doors.connect(Door.EMBEDDED);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE thousand (n INTEGER NOT NULL)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO thousand VALUES (?)")) {
        for (int n = 0; n < 1_000; n++) {
          insert.setInt(1, n);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(1_000).containsOnly(1);
      }
    }
  }

  @AfterAll
  static void close() {
    doors.close();
  }

  private static void fails(String sqlState, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(SQLException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo(sqlState);
  }

  private static Object first(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getObject(1);
    }
  }

  /** A table of its own for one test, through one door. */
  private static String table(Statement statement, Door door, String name, String columns)
      throws SQLException {
    String unique = name + "_" + door;
    statement.executeUpdate("CREATE TABLE " + unique + " (" + columns + ")");
    return unique;
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void resultsAndCountsComeInJdbcsOrder(Door door) throws SQLException {
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("VALUES 1")).isTrue();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
      ResultSet result = statement.getResultSet();
      assertThat(result.next()).isTrue();
      assertThat(result.getStatement()).isSameAs(statement);
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(result.isClosed()).isTrue();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);

      String t = table(statement, door, "counts", "a INTEGER");
      assertThat(statement.execute("INSERT INTO " + t + " VALUES (1), (2)")).isFalse();
      assertThat(statement.getLargeUpdateCount()).isEqualTo(2);
      assertThat(statement.getResultSet()).isNull();
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getUpdateCount()).isEqualTo(-1);
      assertThat(statement.executeUpdate("DELETE FROM " + t + " WHERE a > 5")).isZero();
      assertThat(statement.getGeneratedKeys().next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void whatIsNoQueryIsRefusedBeforeItIsExecuted(Door door) throws SQLException {
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      String t = table(statement, door, "refused", "a INTEGER");
      fails("07005", () -> statement.executeQuery("INSERT INTO " + t + " VALUES (1)"));
      fails("07005", () -> statement.executeQuery("/* x */ DROP TABLE " + t));
      fails("07005", () -> statement.executeUpdate("SELECT * FROM " + t));
      fails("07005", () -> statement.executeUpdate("EXPLAIN PLAN FOR SELECT 1"));
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO " + t + " VALUES (1)")) {
        fails("07005", insert::executeQuery);
        assertThat(insert.getMetaData()).isNull();
      }
      try (PreparedStatement query = connection.prepareStatement("SELECT * FROM " + t)) {
        fails("07005", query::executeUpdate);
        fails("07005", query::addBatch);
      }
      ResultSet none = statement.executeQuery("SELECT * FROM " + t);
      assertThat(none.next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void rowsAreFetchedInFramesAndStopWhereAsked(Door door) throws SQLException {
    try (Connection connection = doors.connect(door, ";fetchSize=7");
        Statement statement = connection.createStatement()) {
      assertThat(statement.getFetchSize()).isEqualTo(7);
      assertThat(sum(statement.executeQuery("SELECT n FROM thousand"))).isEqualTo(499_500);
      statement.setFetchSize(1);
      assertThat(sum(statement.executeQuery("SELECT n FROM thousand WHERE n < 5"))).isEqualTo(10);
      statement.setMaxRows(13);
      assertThat(count(statement.executeQuery("SELECT n FROM thousand"))).isEqualTo(13);
      try (PreparedStatement prepared = connection.prepareStatement("SELECT n FROM thousand")) {
        prepared.setMaxRows(20);
        assertThat(count(prepared.executeQuery())).isEqualTo(20);
        prepared.setMaxRows(0);
        assertThat(count(prepared.executeQuery())).isEqualTo(1_000);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void severalResultsOfOneConnectionAreReadSideBySide(Door door) throws SQLException {
    try (Connection connection = doors.connect(door, ";fetchSize=10");
        Statement first = connection.createStatement();
        Statement second = connection.createStatement()) {
      ResultSet up = first.executeQuery("SELECT n FROM thousand ORDER BY n");
      ResultSet down = second.executeQuery("SELECT n FROM thousand ORDER BY n DESC");
      for (int i = 0; i < 500; i++) {
        assertThat(up.next() && down.next()).isTrue();
        assertThat(up.getInt(1) + down.getInt(1)).isEqualTo(999);
      }
      up.close();
      assertThat(down.next()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aResultKeepsTheInstantItWasReadAt(Door door) throws SQLException {
    try (Connection connection = doors.connect(door, ";fetchSize=10");
        Statement statement = connection.createStatement();
        Statement other = connection.createStatement()) {
      String t = table(statement, door, "instant", "n INTEGER");
      statement.executeUpdate("INSERT INTO " + t + " SELECT n FROM thousand");
      ResultSet result = statement.executeQuery("SELECT n FROM " + t);
      assertThat(result.next()).isTrue();
      other.executeUpdate("DELETE FROM " + t);
      int rows = 1;
      while (result.next()) {
        rows++;
      }
      assertThat(rows).isEqualTo(1_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void cancelStopsAStatementAndLeavesItUsable(Door door) throws Exception {
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      statement.cancel();
      for (int round = 0; round < 2; round++) {
        CompletableFuture<SQLException> failure = failureOf(() -> statement.executeQuery(ENDLESS));
        assertThat(failure.isDone()).isFalse();
        long asked = System.nanoTime();
        statement.cancel();
        assertThat(failure.get(10, TimeUnit.SECONDS).getSQLState()).isEqualTo("57014");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
        assertThat(count(statement.executeQuery("SELECT n FROM thousand"))).isEqualTo(1_000);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aPreparedStatementCanBeCancelledToo(Door door) throws Exception {
    try (Connection connection = doors.connect(door);
        PreparedStatement statement = connection.prepareStatement(ENDLESS)) {
      CompletableFuture<SQLException> failure = failureOf(statement::executeQuery);
      statement.cancel();
      assertThat(failure.get(10, TimeUnit.SECONDS).getSQLState()).isEqualTo("57014");
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void theQueryTimeoutStopsAStatement(Door door) throws SQLException {
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThat(statement.getQueryTimeout()).isEqualTo(1);
      assertThatThrownBy(() -> statement.executeQuery(ENDLESS))
          .isInstanceOf(SQLTimeoutException.class)
          .hasMessageStartingWith("the query timeout of 1 s passed: ")
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("57014");
      assertThat(count(statement.executeQuery("SELECT n FROM thousand"))).isEqualTo(1_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void closingFromAnotherThreadStopsWhatRuns(Door door) throws Exception {
    try (Connection connection = doors.connect(door)) {
      Statement statement = connection.createStatement();
      CompletableFuture<SQLException> failure = failureOf(() -> statement.executeQuery(ENDLESS));
      statement.close();
      assertThat(failure.get(10, TimeUnit.SECONDS).getSQLState()).isIn("57014", "26000");
      assertThat(statement.isClosed()).isTrue();

      Statement another = connection.createStatement();
      CompletableFuture<SQLException> next = failureOf(() -> another.executeQuery(ENDLESS));
      connection.close();
      assertThat(next.get(10, TimeUnit.SECONDS).getSQLState()).isIn("57014", "26000", "08003");
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aBatchIsOneChangeOrNone(Door door) throws SQLException {
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      String t = table(statement, door, "batch", "a INTEGER NOT NULL, b VARCHAR(5)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO " + t + " VALUES (?, ?)")) {
        assertThat(insert.executeBatch()).isEmpty();
        for (int i = 0; i < 250; i++) {
          insert.setInt(1, i);
          insert.setString(2, "v" + i);
          insert.addBatch();
        }
        assertThat(insert.executeLargeBatch()).hasSize(250).containsOnly(1);
        insert.setInt(1, 1_000);
        insert.setString(2, "fits");
        insert.addBatch();
        insert.setString(2, "does not fit");
        insert.addBatch();
        assertThatThrownBy(insert::executeBatch)
            .isInstanceOf(BatchUpdateException.class)
            .satisfies(e -> assertThat(((BatchUpdateException) e).getUpdateCounts()).isEmpty())
            .extracting(e -> ((SQLException) e).getSQLState())
            .isEqualTo("22001");
        insert.clearParameters();
        fails("07001", insert::addBatch);
      }
      assertThat(count(statement.executeQuery("SELECT * FROM " + t))).isEqualTo(250);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aBatchThatReadsStopsAtTheFirstFailureAndSaysHowFarItCame(Door door) throws SQLException {
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      String t = table(statement, door, "reading", "id INTEGER, v INTEGER CHECK (v < 10)");
      statement.execute("INSERT INTO " + t + " VALUES (1, 1), (1, 2), (2, 3), (3, 4)");
      String sql = "UPDATE " + t + " SET v = ? WHERE id = ?";
      for (boolean autocommit : new boolean[] {true, false}) {
        connection.setAutoCommit(autocommit);
        try (PreparedStatement update = connection.prepareStatement(sql)) {
          addAll(update, new int[][] {{5, 1}, {6, 2}, {50, 3}, {7, 3}});
          assertThat(failureOfBatch(update, "23514").getUpdateCounts()).containsExactly(2, 1);
          assertThat(count(statement.executeQuery("SELECT * FROM " + t + " WHERE v IN (5, 6)")))
              .isEqualTo(3);
          addAll(update, new int[][] {{50, 1}, {5, 1}});
          assertThat(failureOfBatch(update, "23514").getUpdateCounts()).isEmpty();
          addAll(update, new int[][] {{1, 1}, {2, 2}});
          assertThat(update.executeBatch()).containsExactly(2, 1);
        }
      }
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  private static void addAll(PreparedStatement batch, int[][] rows) throws SQLException {
    for (int[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        batch.setInt(i + 1, row[i]);
      }
      batch.addBatch();
    }
  }

  private static BatchUpdateException failureOfBatch(PreparedStatement batch, String sqlState) {
    BatchUpdateException failure =
        catchThrowableOfType(BatchUpdateException.class, batch::executeBatch);
    assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(sqlState);
    return failure;
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aBatchOfTextsStopsAtTheFirstFailureAndSaysHowFarItCame(Door door) throws SQLException {
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      String t = table(statement, door, "texts", "a INTEGER");
      statement.addBatch("INSERT INTO " + t + " VALUES (1), (2)");
      statement.addBatch("UPDATE " + t + " SET a = a + 1");
      statement.addBatch("INSERT INTO nosuch VALUES (1)");
      statement.addBatch("DELETE FROM " + t);
      assertThatThrownBy(statement::executeBatch)
          .isInstanceOf(BatchUpdateException.class)
          .satisfies(
              e -> assertThat(((BatchUpdateException) e).getUpdateCounts()).containsExactly(2, 2))
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("42P01");
      assertThat(statement.executeBatch()).isEmpty();
      statement.addBatch("VALUES 1");
      assertThatThrownBy(statement::executeBatch).isInstanceOf(BatchUpdateException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void streamsAreRead(Door door) throws SQLException, IOException {
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      String t = table(statement, door, "streams", "s VARCHAR(100000), b VARBINARY(100000)");
      String text = "ü€😀".repeat(2_000);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO " + t + " VALUES (?, ?)")) {
        insert.setCharacterStream(1, new StringReader(text));
        insert.setBinaryStream(2, new ByteArrayInputStream(bytes));
        assertThat(insert.executeUpdate()).isEqualTo(1);
        insert.setCharacterStream(1, new StringReader("abcdef"), 3);
        insert.setBinaryStream(2, new ByteArrayInputStream(bytes), 2);
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
      ResultSet result =
          statement.executeQuery("SELECT s, b FROM " + t + " ORDER BY CHAR_LENGTH(s)");
      assertThat(result.next()).isTrue();
      assertThat(result.getString(1)).isEqualTo("abc");
      assertThat(result.getBytes(2)).isEqualTo(new byte[] {bytes[0], bytes[1]});
      assertThat(result.next()).isTrue();
      assertThat(result.getString("S")).isEqualTo(text);
      assertThat(result.getBinaryStream("b").readAllBytes()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aPreparedStatementFollowsItsTable(Door door) throws SQLException {
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      String t = table(statement, door, "follows", "a INTEGER");
      try (PreparedStatement query = connection.prepareStatement("SELECT * FROM " + t)) {
        assertThat(query.executeQuery().getMetaData().getColumnCount()).isEqualTo(1);
        statement.executeUpdate("DROP TABLE " + t);
        fails("42P01", query::executeQuery);
        statement.executeUpdate("CREATE TABLE " + t + " (x VARCHAR(3), y INTEGER)");
        statement.executeUpdate("INSERT INTO " + t + " VALUES ('new', 2)");
        ResultSet result = query.executeQuery();
        assertThat(result.getMetaData().getColumnCount()).isEqualTo(2);
        assertThat(result.next()).isTrue();
        assertThat(result.getString("x")).isEqualTo("new");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void whatIsNotOfferedIsSaidSo(Door door) throws SQLException {
    try (Connection connection = doors.connect(door)) {
      fails("0A000", () -> connection.prepareCall("{call x}"));
      fails("0A000", connection::createClob);
      fails(
          "0A000",
          () ->
              connection.createStatement(
                  ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY));
      assertThat(connection.nativeSQL("SELECT {d '2026-01-01'}")).contains("{d");
      assertThat(connection.getTypeMap()).isEmpty();
      assertThat(connection.getCatalog()).isNull();
      connection.setCatalog("ignored");
      assertThat((Object) connection.getWarnings()).isNull();
      connection.setClientInfo("ApplicationName", "test");
      assertThat((Object) connection.getWarnings()).isNotNull();
      connection.clearWarnings();
      assertThat((Object) connection.getWarnings()).isNull();
      fails("42601", () -> connection.prepareStatement(""));
      fails("42601", () -> connection.createStatement().execute(""));
      fails("22008", () -> first(connection, "SELECT CAST('25:00:00' AS TIME)"));
      fails("2201E", () -> first(connection, "SELECT LN(0)"));
      fails(
          "25006",
          () -> connection.createStatement().execute("DELETE FROM information_schema.tables"));
      assertThat(connection.isWrapperFor(Connection.class)).isTrue();
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      fails("22023", () -> connection.unwrap(String.class));
      assertThatThrownBy(() -> connection.prepareStatement("SELECT * FROM nosuch"))
          .isInstanceOf(SQLSyntaxErrorException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void settingsReachTheSessionAtOnce(Door door) throws SQLException {
    try (Connection connection = doors.connect(door);
        Statement statement = connection.createStatement()) {
      assertThat(connection.getSchema()).isEqualTo("public");
      statement.executeUpdate("CREATE SCHEMA IF NOT EXISTS settings_" + door);
      connection.setSchema("settings_" + door);
      assertThat(connection.getSchema()).isEqualToIgnoringCase("settings_" + door);
      fails("42P01", () -> statement.executeQuery("SELECT * FROM thousand"));
      fails("3F000", () -> connection.setSchema("nosuch"));
      connection.setReadOnly(true);
      assertThat(connection.isReadOnly()).isTrue();
      fails("25006", () -> statement.executeUpdate("CREATE TABLE t (a INTEGER)"));
      connection.setReadOnly(false);
      assertThat(connection.isReadOnly()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void closedThingsSaySo(Door door) throws SQLException {
    Connection connection = doors.connect(door);
    Statement statement = connection.createStatement();
    ResultSet result = statement.executeQuery("SELECT n FROM thousand");
    fails("24000", () -> result.getInt(1));
    assertThat(result.next()).isTrue();
    fails("07009", () -> result.getInt(2));
    fails("42703", () -> result.getInt("nosuch"));
    result.close();
    result.close();
    fails("24000", result::next);
    assertThat(connection.isValid(5)).isTrue();
    assertThat(statement.isClosed()).isFalse();
    statement.closeOnCompletion();
    statement.executeQuery("VALUES 1").close();
    assertThat(statement.isClosed()).isTrue();
    fails("26000", () -> statement.executeQuery("VALUES 1"));
    PreparedStatement prepared = connection.prepareStatement("VALUES 1");
    connection.close();
    connection.close();
    assertThat(connection.isClosed()).isTrue();
    assertThat(connection.isValid(1)).isFalse();
    assertThat(prepared.isClosed()).isTrue();
    prepared.close();
    fails("08003", connection::createStatement);
    fails("08003", connection::getSchema);
    fails("26000", prepared::executeQuery);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void abortDropsTheConnection(Door door) throws SQLException {
    Connection connection = doors.connect(door);
    connection.abort(Runnable::run);
    assertThat(connection.isClosed()).isTrue();
  }

  /** Runs {@code call} on another thread until it has surely begun; the future is its failure. */
  private static CompletableFuture<SQLException> failureOf(ThrowingCallable call) throws Exception {
    CompletableFuture<SQLException> failure = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                call.call();
                failure.completeExceptionally(new AssertionError("it came to an end"));
              } catch (SQLException e) {
                failure.complete(e);
              } catch (Throwable e) {
                failure.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    Await.until(
        "the statement runs",
        Duration.ofSeconds(20),
        () -> {
          if (failure.isCompletedExceptionally()) {
            failure.get();
          }
          return failure.isDone() || thread.getState() != Thread.State.NEW && started(thread);
        });
    return failure;
  }

  private static boolean started(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("guarded")) {
        return true;
      }
    }
    return false;
  }

  private static int count(ResultSet result) throws SQLException {
    try (result) {
      int rows = 0;
      while (result.next()) {
        rows++;
      }
      return rows;
    }
  }

  private static long sum(ResultSet result) throws SQLException {
    try (result) {
      long sum = 0;
      while (result.next()) {
        sum += result.getLong(1);
      }
      return sum;
    }
  }
}
