package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.travertine.persist.id.Seed;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Batches of UPSERT and ON CONFLICT do what their statements do one after the other, or nothing.
 */
class KeyedBatchTest {

  private static final String MOVE =
      "INSERT INTO t VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET id = t.id + 1";

  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:travertine:mem:" + Seed.secure().uuid());
    change("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER UNIQUE)");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void change(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private List<Integer> batch(String sql, int[]... rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int[] row : rows) {
        statement.setInt(1, row[0]);
        statement.setInt(2, row[1]);
        statement.addBatch();
      }
      List<Integer> counts = new ArrayList<>();
      for (int count : statement.executeBatch()) {
        counts.add(count);
      }
      return counts;
    }
  }

  private void isRefused(String sql, int[]... rows) {
    BatchUpdateException failure =
        catchThrowableOfType(BatchUpdateException.class, () -> batch(sql, rows));
    assertThat((Object) failure).as(sql).isNotNull();
    assertThat(failure.getSQLState()).isEqualTo("23505");
  }

  private List<String> rows() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT id, a FROM t ORDER BY id")) {
      while (result.next()) {
        rows.add(result.getInt(1) + "," + result.getInt(2));
      }
    }
    return rows;
  }

  @Test
  void aRowIsNotMovedToWhereAnotherIsThatMovesLater() throws SQLException {
    change("INSERT INTO t VALUES (1, 1), (2, 2)");
    isRefused(MOVE, new int[] {1, 9}, new int[] {2, 9});
    assertThat(rows()).containsExactly("1,1", "2,2");
    assertThat(batch(MOVE, new int[] {2, 9}, new int[] {1, 9}, new int[] {1, 9}))
        .containsExactly(1, 1, 1);
    assertThat(rows()).containsExactly("1,9", "2,1", "3,2");
  }

  @Test
  void aRowIsNotMovedToWhereAnotherIsOutsideTheBatch() throws SQLException {
    change("INSERT INTO t VALUES (1, 1), (2, 2)");
    isRefused(MOVE, new int[] {1, 9}, new int[] {1, 8});
    assertThat(rows()).containsExactly("1,1", "2,2");
  }

  @Test
  void aValueIsNotTakenBeforeItIsGivenUp() throws SQLException {
    String upsert = "UPSERT INTO t VALUES (?, ?)";
    change("INSERT INTO t VALUES (9, 7)");
    isRefused(upsert, new int[] {1, 7}, new int[] {9, 8});
    assertThat(rows()).containsExactly("9,7");
    assertThat(batch(upsert, new int[] {9, 8}, new int[] {1, 7})).containsExactly(1, 1);
    assertThat(rows()).containsExactly("1,7", "9,8");
  }

  @Test
  void keysAreToldOnceWhereExecutionsComeInTurn() throws SQLException {
    String upsert = "UPSERT INTO t VALUES (?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(upsert, new String[] {"id"})) {
      for (int[] row : new int[][] {{1, 5}, {1, 6}, {2, 5}}) {
        statement.setInt(1, row[0]);
        statement.setInt(2, row[1]);
        statement.addBatch();
      }
      assertThat(statement.executeBatch()).containsExactly(1, 1, 1);
      List<Integer> told = new ArrayList<>();
      try (ResultSet keys = statement.getGeneratedKeys()) {
        while (keys.next()) {
          told.add(keys.getInt(1));
        }
      }
      assertThat(told).containsExactly(1, 1, 2);
    }
    assertThat(rows()).containsExactly("1,6", "2,5");
  }

  @Test
  void ofABatchThatFailsNothingIsInTheTransaction() throws SQLException {
    String upsert = "UPSERT INTO t VALUES (?, ?)";
    connection.setAutoCommit(false);
    change("INSERT INTO t VALUES (9, 7)");
    isRefused(upsert, new int[] {2, 2}, new int[] {9, 6}, new int[] {3, 2});
    assertThat(rows()).containsExactly("9,7");
    batch(upsert, new int[] {9, 5}, new int[] {2, 7});
    connection.commit();
    assertThat(rows()).containsExactly("2,7", "9,5");
  }
}
