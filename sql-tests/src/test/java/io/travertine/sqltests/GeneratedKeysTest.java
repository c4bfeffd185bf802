package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.sqltests.Doors.Door;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What JDBC gives back of rows that were inserted, through every door. */
class GeneratedKeysTest {

  private static Doors doors;

  @BeforeAll
  static void open() throws Exception {
    doors = Doors.inMemory();
  }

  @AfterAll
  static void close() {
    doors.close();
  }

  private static Connection connect(Door door) throws SQLException {
    Connection connection = doors.connect(door);
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS k");
      statement.execute(
          "CREATE TABLE k (a VARCHAR(9), id BIGINT GENERATED ALWAYS AS IDENTITY,"
              + " b INTEGER DEFAULT 40 + 2, \"C d\" TINYINT)");
    }
    return connection;
  }

  private static List<String> rows(ResultSet keys) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (keys) {
      int width = keys.getMetaData().getColumnCount();
      while (keys.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= width; i++) {
          row.append(i == 1 ? "" : " ").append(keys.getMetaData().getColumnLabel(i));
          row.append('=').append(keys.getObject(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  @ParameterizedTest
  @EnumSource
  void ofOneStatement(Door door) throws SQLException {
    try (Connection connection = connect(door);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO k (a) VALUES ('x')", Statement.NO_GENERATED_KEYS);
      assertThat(rows(statement.getGeneratedKeys())).isEmpty();
      statement.executeUpdate(
          "INSERT INTO k (a) VALUES ('y'), ('z')", Statement.RETURN_GENERATED_KEYS);
      assertThat(statement.getUpdateCount()).isEqualTo(2);
      assertThat(rows(statement.getGeneratedKeys())).containsExactly("id=2", "id=3");
      assertThat(rows(statement.getGeneratedKeys())).containsExactly("id=2", "id=3");
      statement.execute(
          "INSERT INTO k (a) SELECT a || '!' FROM k WHERE a = 'x'",
          new String[] {"B", "ID", "c D"});
      assertThat(rows(statement.getGeneratedKeys())).containsExactly("b=42 id=4 C d=null");
      statement.executeLargeUpdate("INSERT INTO k (\"C d\") VALUES (-5)", new int[] {4, 2});
      assertThat(rows(statement.getGeneratedKeys())).containsExactly("C d=-5 id=5");
      statement.executeUpdate("UPDATE k SET a = 'u'", Statement.RETURN_GENERATED_KEYS);
      assertThat(rows(statement.getGeneratedKeys())).isEmpty();
      statement.executeUpdate("INSERT INTO k (a) VALUES ('last')");
      assertThat(rows(statement.getGeneratedKeys())).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofPreparedStatementsAndBatches(Door door) throws SQLException {
    try (Connection connection = connect(door);
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO k (a) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
      insert.setString(1, "one");
      assertThat(insert.executeUpdate()).isEqualTo(1);
      assertThat(rows(insert.getGeneratedKeys())).containsExactly("id=1");
      for (int i = 0; i < 500; i++) {
        insert.setString(1, "b" + i);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).hasSize(500).containsOnly(1);
      List<String> keys = rows(insert.getGeneratedKeys());
      assertThat(keys).hasSize(500).doesNotHaveDuplicates().startsWith("id=2").endsWith("id=501");
      try (PreparedStatement named =
          connection.prepareStatement("INSERT INTO k (a) VALUES (?)", new String[] {"a", "id"})) {
        named.setString(1, "n");
        named.execute();
        assertThat(rows(named.getGeneratedKeys())).containsExactly("a=n id=502");
      }
      try (PreparedStatement numbered =
          connection.prepareStatement("INSERT INTO k (a) VALUES (?)", new int[] {2})) {
        numbered.setString(1, "n");
        numbered.execute();
        assertThat(rows(numbered.getGeneratedKeys())).containsExactly("id=503");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noneOfWhatFailed(Door door) throws SQLException {
    try (Connection connection = connect(door);
        Statement statement = connection.createStatement();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO k (a) VALUES ('fits'), (?)", Statement.RETURN_GENERATED_KEYS)) {
      insert.setString(1, "well");
      insert.executeUpdate();
      insert.setString(1, "much too long");
      assertThatThrownBy(insert::executeUpdate).isInstanceOf(SQLException.class);
      assertThat(rows(insert.getGeneratedKeys())).isEmpty();
      insert.addBatch();
      assertThatThrownBy(insert::executeBatch).isInstanceOf(SQLException.class);
      assertThat(rows(insert.getGeneratedKeys())).isEmpty();
      String sql = "INSERT INTO k (a) VALUES ('fits'), ('much too long')";
      assertThatThrownBy(() -> statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS))
          .isInstanceOf(SQLException.class);
      assertThat(rows(statement.getGeneratedKeys())).isEmpty();
      insert.setString(1, "again");
      insert.executeUpdate();
      assertThat(rows(insert.getGeneratedKeys())).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofRowsThatWerePutAtTheirKey(Door door) throws SQLException {
    try (Connection connection = connect(door);
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE k ADD PRIMARY KEY (a)");
      String count = " ON CONFLICT (a) DO UPDATE SET b = k.b + 1";
      assertThat(
              statement.executeUpdate(
                  "UPSERT INTO k (a) VALUES ('x'), ('y'), ('x')", Statement.RETURN_GENERATED_KEYS))
          .isEqualTo(3);
      assertThat(rows(statement.getGeneratedKeys())).containsExactly("id=1", "id=2", "id=1");
      statement.executeUpdate(
          "INSERT INTO k (a) VALUES ('new'), ('y')" + count, new String[] {"id", "b"});
      assertThat(rows(statement.getGeneratedKeys())).containsExactly("id=3 b=42", "id=2 b=43");
      statement.executeUpdate(
          "INSERT INTO k (a) VALUES ('y'), ('z') ON CONFLICT DO NOTHING", new String[] {"a", "id"});
      assertThat(statement.getUpdateCount()).isEqualTo(1);
      assertThat(rows(statement.getGeneratedKeys())).containsExactly("a=z id=6");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO k (a) VALUES (?)" + count, new String[] {"a", "b"})) {
        for (String a : List.of("x", "q", "x", "q")) {
          insert.setString(1, a);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).containsExactly(1, 1, 1, 1);
        assertThat(rows(insert.getGeneratedKeys()))
            .containsExactly("a=x b=43", "a=q b=42", "a=x b=44", "a=q b=43");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofWhatHasNone(Door door) throws SQLException {
    try (Connection connection = connect(door);
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(
              () ->
                  statement.executeUpdate(
                      "INSERT INTO k (a) VALUES ('x')", new String[] {"nothing"}))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42703"));
      try (ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM k")) {
        count.next();
        assertThat(count.getInt(1)).isZero();
      }
      try (PreparedStatement query =
              connection.prepareStatement("VALUES 1", Statement.RETURN_GENERATED_KEYS);
          ResultSet rows = query.executeQuery()) {
        assertThat(rows.next()).isTrue();
      }
      assertThat(connection.getMetaData().supportsGetGeneratedKeys()).isTrue();
    }
  }
}
