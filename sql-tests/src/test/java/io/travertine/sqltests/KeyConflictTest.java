package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.id.Seed;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two transactions and one key. */
class KeyConflictTest {

  private final String url = "jdbc:travertine:mem:" + Seed.secure().uuid();
  private Connection one;
  private Connection two;

  @BeforeEach
  void open() throws SQLException {
    one = DriverManager.getConnection(url);
    two = DriverManager.getConnection(url);
    change(one, "CREATE TABLE k (id INTEGER PRIMARY KEY, u INTEGER UNIQUE, n INTEGER)");
    change(one, "INSERT INTO k VALUES (1, 10, 0), (2, 20, 0), (3, NULL, 0)");
  }

  @AfterEach
  void close() throws SQLException {
    one.close();
    two.close();
  }

  private void begin(int isolation) throws SQLException {
    for (Connection connection : List.of(one, two)) {
      connection.setTransactionIsolation(isolation);
      connection.setAutoCommit(false);
    }
  }

  private static int change(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> read = new ArrayList<>();
      while (rows.next()) {
        read.add(rows.getString(1));
      }
      return read;
    }
  }

  private static void refused(String state, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @ParameterizedTest
  @ValueSource(ints = {Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_REPEATABLE_READ})
  void theSecondToAddAKeyIsToldToRunAgain(int isolation) throws SQLException {
    begin(isolation);
    change(one, "INSERT INTO k VALUES (7, 70, 1)");
    change(two, "INSERT INTO k VALUES (7, 71, 2)");
    one.commit();
    refused("40001", two::commit);
    refused("23505", () -> change(two, "INSERT INTO k VALUES (7, 71, 2)"));
    change(one, "INSERT INTO k VALUES (8, 80, 1)");
    change(two, "UPDATE k SET u = 80 WHERE id = 1");
    two.commit();
    refused("40001", one::commit);
  }

  @ParameterizedTest
  @ValueSource(ints = {Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_REPEATABLE_READ})
  void rowsOfDifferentKeysDoNotMeet(int isolation) throws SQLException {
    begin(isolation);
    assertThat(change(one, "UPDATE k SET n = n + 1 WHERE id = 1")).isEqualTo(1);
    assertThat(change(two, "UPDATE k SET n = n + 1 WHERE id = 2")).isEqualTo(1);
    change(one, "INSERT INTO k VALUES (11, 110, 1)");
    change(two, "INSERT INTO k VALUES (12, 120, 1)");
    change(one, "UPDATE k SET id = 21 WHERE id = 11");
    one.commit();
    two.commit();
    assertThat(rows(one, "SELECT id FROM k ORDER BY id"))
        .containsExactly("1", "2", "3", "12", "21");
    one.commit();
  }

  @ParameterizedTest
  @ValueSource(ints = {Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_REPEATABLE_READ})
  void aKeyThatOneLetsGoIsFreeForOthersAfterwards(int isolation) throws SQLException {
    begin(isolation);
    change(one, "DELETE FROM k WHERE id = 1");
    refused("23505", () -> change(two, "INSERT INTO k VALUES (1, 99, 2)"));
    two.rollback();
    one.commit();
    change(two, "INSERT INTO k VALUES (1, 99, 2)");
    two.commit();
    change(one, "UPDATE k SET id = 5 WHERE id = 2");
    change(two, "DELETE FROM k WHERE id = 2");
    change(two, "INSERT INTO k VALUES (2, 20, 9)");
    one.commit();
    refused("40001", two::commit);
  }

  @Test
  void whoIsToldOfARowHasReadIt() throws SQLException {
    begin(Connection.TRANSACTION_SERIALIZABLE);
    refused("23505", () -> change(one, "INSERT INTO k VALUES (1, 99, 1)"));
    change(one, "INSERT INTO k VALUES (4, 40, 1)");
    change(two, "DELETE FROM k WHERE id = 1");
    two.commit();
    refused("40001", one::commit);
    refused("23505", () -> change(one, "INSERT INTO k VALUES (2, 99, 1)"));
    change(one, "INSERT INTO k VALUES (4, 40, 1)");
    change(two, "DELETE FROM k WHERE id = 3");
    two.commit();
    one.commit();
  }

  @Test
  void whatCommitsByItselfIsToldOfTheKeyAndNotOfTheCollision() throws Exception {
    int threads = 6;
    int keys = 20;
    AtomicInteger added = new AtomicInteger();
    AtomicInteger twice = new AtomicInteger();
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      work.add(
          () -> {
            try (Connection connection = DriverManager.getConnection(url)) {
              for (int key = 100; key < 100 + keys; key++) {
                try {
                  added.addAndGet(
                      change(connection, "INSERT INTO k VALUES (" + key + ", NULL, 0)"));
                } catch (SQLException e) {
                  assertThat(e.getSQLState()).isEqualTo("23505");
                  twice.incrementAndGet();
                }
              }
              return true;
            }
          });
    }
    for (Future<Boolean> done : workers.invokeAll(work)) {
      assertThat(done.get()).isTrue();
    }
    workers.shutdown();
    assertThat(added.get()).isEqualTo(keys);
    assertThat(twice.get()).isEqualTo((threads - 1) * keys);
    assertThat(rows(one, "SELECT COUNT(*) FROM k WHERE id >= 100")).containsExactly("" + keys);
  }

  @Test
  void thePastHasTheKeysOfItsTime() throws SQLException {
    String before = rows(one, "SELECT MAX(readable_to) FROM sys.tables").get(0);
    change(one, "UPDATE k SET id = id + 1");
    change(one, "DELETE FROM k WHERE id = 4");
    String past = "SELECT u FROM k AS OF " + before + " WHERE id = 3";
    assertThat(rows(one, "SELECT u FROM k WHERE id = 3")).containsExactly("20");
    assertThat(rows(one, "SELECT id FROM k FOR SYSTEM_TIME AS OF " + before + " WHERE u = 20"))
        .containsExactly("2");
    assertThat(rows(one, past.replace("k AS OF " + before, "k FOR SYSTEM_TIME AS OF " + before)))
        .hasSize(1)
        .containsNull();
    assertThat(change(one, "INSERT INTO k VALUES (1, 30, 0), (4, NULL, 0)")).isEqualTo(2);
    refused("23505", () -> change(one, "INSERT INTO k VALUES (3, NULL, 0)"));
  }

  @Test
  void longHistoriesOfAFewKeysAreSearchedThroughAllParts() throws SQLException {
    for (int i = 0; i < 150; i++) {
      change(one, "UPDATE k SET n = n + 1, u = u + 1000");
      if (i % 10 == 0) {
        change(one, "DELETE FROM k WHERE id = 2");
        change(one, "INSERT INTO k VALUES (2, 20, 0)");
        int u = 10 + 1_000 * (i + 1);
        refused("23505", () -> change(one, "INSERT INTO k VALUES (2, NULL, 0)"));
        refused("23505", () -> change(one, "INSERT INTO k VALUES (9, " + u + ", 0)"));
        assertThat(rows(one, "SELECT id FROM k WHERE u = " + u)).containsExactly("1");
        assertThat(rows(one, "SELECT n FROM k WHERE id = 1")).containsExactly("" + (i + 1));
      }
    }
  }
}
