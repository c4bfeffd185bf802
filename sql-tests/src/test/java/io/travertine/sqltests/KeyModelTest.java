package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one session does to a table with two keys, against a map of its rows. */
class KeyModelTest {

  private static final int KEYS = 25;

  /** Rows by id; the value is u, or null. */
  private TreeMap<Integer, Integer> model = new TreeMap<>();

  @ParameterizedTest
  @ValueSource(ints = {Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_REPEATABLE_READ})
  void everyStatementDoesWhatItSaysOrNothing(int isolation) throws SQLException {
    long seed = System.nanoTime();
    System.out.println("keys against a map with seed " + seed);
    Random random = new Random(seed);
    try (Connection connection = DriverManager.getConnection("jdbc:travertine:mem:keys" + seed);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE k (u INTEGER UNIQUE, id INTEGER PRIMARY KEY)");
      connection.setTransactionIsolation(isolation);
      for (int i = 0; i < 60; i++) {
        TreeMap<Integer, Integer> before = new TreeMap<>(model);
        connection.setAutoCommit(random.nextBoolean());
        work(connection, statement, random);
        if (!connection.getAutoCommit()) {
          if (random.nextBoolean()) {
            connection.commit();
          } else {
            connection.rollback();
            model = before;
          }
        }
        assertThat(contents(statement)).isEqualTo(model);
        connection.setAutoCommit(true);
      }
    }
  }

  private void work(Connection connection, Statement statement, Random random) throws SQLException {
    Map<Savepoint, TreeMap<Integer, Integer>> savepoints = new HashMap<>();
    for (int n = 1 + random.nextInt(6); n > 0; n--) {
      if (!connection.getAutoCommit() && random.nextInt(4) == 0) {
        savepoints.put(connection.setSavepoint(), new TreeMap<>(model));
      } else if (!savepoints.isEmpty() && random.nextInt(4) == 0) {
        Savepoint savepoint = savepoints.keySet().iterator().next();
        connection.rollback(savepoint);
        model = new TreeMap<>(savepoints.get(savepoint));
        savepoints.keySet().removeIf(other -> other != savepoint);
      } else {
        change(statement, random);
      }
      assertThat(contents(statement)).isEqualTo(model);
    }
  }

  private void change(Statement statement, Random random) throws SQLException {
    int a = random.nextInt(KEYS);
    int b = a + random.nextInt(5);
    int shift = random.nextInt(7) - 3;
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        List<int[]> rows = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
          int[] row = {random.nextInt(KEYS), random.nextInt(KEYS)};
          rows.add(row);
          texts.add("(" + (row[1] == 0 ? "NULL" : row[1]) + ", " + row[0] + ")");
        }
        List<int[]> all = rows();
        all.addAll(rows);
        execute(statement, "INSERT INTO k VALUES " + String.join(", ", texts), all);
      }
      case 2 ->
          execute(
              statement,
              "DELETE FROM k WHERE id BETWEEN " + a + " AND " + b,
              rows(id -> id < a || id > b, id -> id, u -> u));
      case 3 ->
          execute(
              statement,
              "UPDATE k SET id = id + " + shift + " WHERE id BETWEEN " + a + " AND " + b,
              rows(id -> true, id -> id >= a && id <= b ? id + shift : id, u -> u));
      case 4 ->
          execute(
              statement,
              "UPDATE k SET u = u + " + shift + " WHERE u + " + shift + " <> 0",
              rows(id -> true, id -> id, u -> u == 0 || u + shift == 0 ? u : u + shift));
      default ->
          execute(
              statement,
              "UPDATE k SET id = id + " + shift,
              rows(id -> true, id -> id + shift, u -> u));
    }
  }

  /** The rows there are, as id and u; a NULL is 0. */
  private List<int[]> rows() {
    return rows(id -> true, id -> id, u -> u);
  }

  private List<int[]> rows(
      java.util.function.IntPredicate kept, IntUnaryOperator id, IntUnaryOperator u) {
    List<int[]> rows = new ArrayList<>();
    model.forEach(
        (key, value) -> {
          if (kept.test(key)) {
            rows.add(new int[] {id.applyAsInt(key), u.applyAsInt(value)});
          }
        });
    return rows;
  }

  private void execute(Statement statement, String sql, List<int[]> rows) throws SQLException {
    TreeMap<Integer, Integer> after = new TreeMap<>();
    rows.forEach(row -> after.put(row[0], row[1]));
    boolean unique =
        after.size() == rows.size()
            && rows.stream().map(row -> row[1]).filter(u -> u != 0).distinct().count()
                == rows.stream().filter(row -> row[1] != 0).count();
    String state = "";
    try {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      state = e.getSQLState();
    }
    assertThat(state).as("%s on %s", sql, model).isEqualTo(unique ? "" : "23505");
    if (unique) {
      model = after;
    }
  }

  private static Map<Integer, Integer> contents(Statement statement) throws SQLException {
    Map<Integer, Integer> contents = new TreeMap<>();
    try (ResultSet rows = statement.executeQuery("SELECT id, u FROM k")) {
      while (rows.next()) {
        assertThat(contents.put(rows.getInt(1), rows.getInt(2))).isNull();
      }
    }
    return contents;
  }
}
