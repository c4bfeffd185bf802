package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.travertine.persist.location.Racers;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.time.Clock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A database in a PostgreSQL, through JDBC. */
@ParameterizedClass
@ArgumentsSource(PostgresServers.class)
class PostgresTest {

  private final PostgresServer server;
  private final String location;

  PostgresTest(PostgresServer server) {
    this.server = server;
    this.location = server.newDatabase();
  }

  private Connection connect(String options) throws SQLException {
    return DriverManager.getConnection("jdbc:travertine:" + location + options);
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void aWholeDatabase() throws SQLException {
    long before;
    try (Connection connection = connect("")) {
      run(
          connection,
          "CREATE TABLE stone (name VARCHAR(20) PRIMARY KEY, hardness INTEGER)",
          "INSERT INTO stone VALUES ('granite', 6), ('marble', 3)");
      before = Clock.system().epochMicros();
      while (Clock.system().epochMicros() <= before) {
        Thread.onSpinWait();
      }
      connection.setAutoCommit(false);
      run(connection, "UPDATE stone SET hardness = 4 WHERE name = 'marble'");
      assertThat(number(connection, "SELECT SUM(hardness) FROM stone")).isEqualTo(10);
      connection.rollback();
      run(connection, "DELETE FROM stone WHERE name = 'marble'");
      connection.commit();
      connection.setAutoCommit(true);
      assertThatThrownBy(() -> run(connection, "INSERT INTO stone VALUES ('granite', 7)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
    }
    try (Connection again = connect(";readOnly=true")) {
      assertThat(number(again, "SELECT SUM(hardness) FROM stone")).isEqualTo(6);
      assertThat(number(again, "SELECT SUM(hardness) FROM stone FOR SYSTEM_TIME AS OF " + before))
          .isEqualTo(9);
    }
  }

  @Test
  void objectsInADirectoryAndTheLogInPostgres(@TempDir Path directory) throws SQLException {
    String url = "jdbc:travertine:file:" + directory.resolve("db") + ";consensus=" + location;
    for (int time = 0; time < 2; time++) {
      try (Connection connection = DriverManager.getConnection(url)) {
        if (time == 0) {
          run(
              connection,
              "CREATE TABLE t (a INTEGER, b VARCHAR(10000))",
              "INSERT INTO t VALUES (1, '" + "x".repeat(9_000) + "')");
        }
        assertThat(number(connection, "SELECT SUM(a) FROM t")).isEqualTo(1);
      }
    }
    assertThat(directory.resolve("db").resolve("consensus")).doesNotExist();
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    "jdbc:travertine:file:"
                        + directory.resolve("db")
                        + ";consensus="
                        + server.newDatabase()))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("another database");
  }

  @Test
  void severalDatabasesShareAPostgres() throws SQLException {
    try (Connection one = connect("");
        Connection other = DriverManager.getConnection("jdbc:travertine:" + server.newDatabase())) {
      run(one, "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (1)");
      run(other, "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (2)");
      assertThat(number(one, "SELECT SUM(a) FROM t")).isEqualTo(1);
      assertThat(number(other, "SELECT SUM(a) FROM t")).isEqualTo(2);
    }
  }

  /** At the same time, as each is tried again for some seconds. */
  @Test
  void passwordsAreInNoMessage() throws Exception {
    List<String> urls =
        List.of(
            "jdbc:travertine:postgresql://nobody:hush@127.0.0.1:1/db",
            "jdbc:travertine:postgresql://127.0.0.1:1/db;user=nobody;password=hush",
            "jdbc:travertine:mem:x;consensus=postgresql://127.0.0.1:1/db?user=a&password=hush");
    List<Throwable> told =
        Racers.race(
            urls.size(),
            racer -> catchThrowable(() -> DriverManager.getConnection(urls.get(racer))));
    for (Throwable each : told) {
      assertThat(each)
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("08001");
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                  assertThat(cause.toString()).doesNotContain("hush");
                }
              })
          .hasMessageContaining("127.0.0.1:1");
    }
  }
}
