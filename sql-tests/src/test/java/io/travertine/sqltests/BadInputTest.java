package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong outside of SQL: URLs, directories, files. Mistakes in SQL are in errors.iq. */
class BadInputTest {

  private final Path parent;

  BadInputTest(@TempDir Path parent) {
    this.parent = parent;
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      String sqlState, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOf(SQLException.class)
        .satisfies(
            e ->
                assertThat(((SQLException) e).getSQLState())
                    .as("%s", e.getMessage())
                    .isEqualTo(sqlState));
  }

  private static Connection connect(Path directory) throws SQLException {
    return DriverManager.getConnection("jdbc:travertine:file:" + directory);
  }

  private Path filled() throws SQLException {
    Path db = parent.resolve("db");
    try (Connection connection = connect(db);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE t (id INTEGER NOT NULL, v VARCHAR(200))");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
        for (int i = 0; i < 2_000; i++) {
          insert.setInt(1, i);
          insert.setString(2, "row number " + i * 7919L % 2_003 + " of many");
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
    return db;
  }

  @Test
  void aMalformedUrl() {
    refused("08001", () -> DriverManager.getConnection("jdbc:travertine:"))
        .hasMessageContaining("jdbc:travertine:file:/path/to/directory");
    refused("08001", () -> DriverManager.getConnection("jdbc:travertine:mem:x;nosuch=1"))
        .hasMessageContaining("known are schema");
  }

  @Test
  void optionsThatTheDatabaseRefuses() {
    refused("3F000", () -> DriverManager.getConnection("jdbc:travertine:mem:x;schema=nosuch"));
    refused(
            "22023",
            () -> DriverManager.getConnection("jdbc:travertine:mem:x;asOf=99999999999999999"))
        .hasMessageContaining("is in the future");
    refused("22007", () -> DriverManager.getConnection("jdbc:travertine:mem:x;asOf=lunch"));
  }

  @Test
  void aDirectoryThatIsNotADatabase() throws IOException {
    Path directory = Files.createDirectory(parent.resolve("photos"));
    Files.writeString(directory.resolve("holiday.jpg"), "not a database");

    refused("08001", () -> connect(directory)).hasMessageContaining("photos");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aFileWhereADirectoryShouldBe() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "x");

    refused("08001", () -> connect(file));
    refused("08001", () -> connect(file.resolve("below")));
  }

  @Test
  void aDirectoryOfANewerFormat() throws IOException, SQLException {
    Path db = filled();
    Path marker = db.resolve("travertine.properties");
    Files.writeString(marker, Files.readString(marker).replaceAll("format=.*", "format=999"));

    refused("08001", () -> connect(db)).hasMessageContaining("999");
  }

  @Test
  void aDirectoryThatLostAPartOfItself() throws IOException, SQLException {
    Path db = filled();
    for (String lost : List.of("travertine.properties", "consensus", "blob")) {
      Files.move(db.resolve(lost), parent.resolve("was-" + lost));

      refused("XX001", () -> connect(db))
          .hasMessageContaining("missing")
          .hasMessageContaining(db.resolve(lost).toString())
          .hasMessageContaining("backup");
      Files.move(parent.resolve("was-" + lost), db.resolve(lost));
      connect(db).close();
    }
  }

  @Test
  void aCorruptedPart() throws IOException, SQLException {
    Path db = filled();
    Path part = largest(db.resolve("blob"));
    byte[] bytes = Files.readAllBytes(part);
    for (int i = bytes.length / 3; i < bytes.length / 3 + 64; i++) {
      bytes[i] ^= 0x5a;
    }
    Files.write(part, bytes);

    try (Connection connection = connect(db);
        Statement statement = connection.createStatement()) {
      refused("XX001", () -> sum(statement.executeQuery("SELECT id, v FROM t")));
      assertThat(statement.executeUpdate("INSERT INTO t VALUES (1, 'still writable')"))
          .isEqualTo(1);
    }
  }

  @Test
  void aPartThatIsGone() throws IOException, SQLException {
    Path db = filled();
    Files.delete(largest(db.resolve("blob")));

    try (Connection connection = connect(db);
        Statement statement = connection.createStatement()) {
      refused("XX001", () -> sum(statement.executeQuery("SELECT id, v FROM t")))
          .hasMessageContaining("missing");
    }
  }

  @Test
  void nothingIsHalfWrittenByAStatementThatFails() throws SQLException {
    try (Connection connection = connect(parent.resolve("db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE t (a INTEGER NOT NULL)");
      statement.executeUpdate("INSERT INTO t VALUES (1), (2), (3)");
      for (String sql :
          List.of(
              "INSERT INTO t VALUES (4), (5), (NULL)",
              "INSERT INTO t SELECT 1 / (a - 3) FROM t",
              "UPDATE t SET a = a / (a - 2)",
              "DELETE FROM t WHERE 1 / (a - 2) > 0",
              "UPDATE t SET a = 2147483647 + a")) {
        assertThatThrownBy(() -> statement.executeUpdate(sql))
            .as(sql)
            .isInstanceOf(SQLException.class);
      }
      assertThat(sum(statement.executeQuery("SELECT a FROM t"))).isEqualTo(6);
    }
  }

  private static Path largest(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  private static long sum(ResultSet result) throws SQLException {
    long sum = 0;
    while (result.next()) {
      sum += result.getLong(1);
    }
    return sum;
  }
}
