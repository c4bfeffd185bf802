package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.travertine.sqltests.Doors.Door;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions as JDBC's methods and SQL's words make and end them, through every doorway. */
class TransactionsTest {

  private static final AtomicInteger TABLES = new AtomicInteger();

  private static Doors doors;

  @BeforeAll
  static void open() throws IOException {
    doors = Doors.inMemory();
  }

  @AfterAll
  static void close() {
    doors.close();
  }

  private static Connection connect(Door door) throws SQLException {
    return doors.connect(door);
  }

  private static int run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return statement.getUpdateCount();
    }
  }

  private static List<String> read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    }
  }

  private static void fails(String state, ThrowingCallable call) {
    SQLException failure = catchThrowableOfType(SQLException.class, call);
    assertThat((Throwable) failure).as(state).isNotNull();
    assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(state);
  }

  /** A new table of one column, in autocommit mode. */
  private static String table(Connection connection) throws SQLException {
    String name = "tx" + TABLES.incrementAndGet();
    run(connection, "CREATE TABLE " + name + " (a INTEGER NOT NULL)");
    return name;
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aTransactionSeesItselfAndNobodyElseDoesBeforeItsCommit(Door door) throws SQLException {
    try (Connection mine = connect(door);
        Connection other = connect(door)) {
      String t = table(mine);
      run(mine, "INSERT INTO " + t + " VALUES (1), (2), (2)");
      mine.setAutoCommit(false);
      run(mine, "INSERT INTO " + t + " VALUES (3)");
      assertThat(run(mine, "UPDATE " + t + " SET a = a + 10 WHERE a >= 2")).isEqualTo(3);
      assertThat(run(mine, "DELETE FROM " + t + " WHERE a = 1")).isEqualTo(1);
      assertThat(read(mine, "SELECT a FROM " + t + " ORDER BY a"))
          .containsExactly("12", "12", "13");
      assertThat(read(mine, "SELECT COUNT(*) FROM " + t + " WHERE a = 12")).containsExactly("2");
      assertThat(read(other, "SELECT a FROM " + t + " ORDER BY a")).containsExactly("1", "2", "2");
      mine.commit();
      assertThat(read(other, "SELECT a FROM " + t + " ORDER BY a"))
          .containsExactly("12", "12", "13");
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void turningAutocommitOnCommitsAtOnceAndClosingRollsBack(Door door) throws SQLException {
    try (Connection mine = connect(door);
        Connection other = connect(door)) {
      String t = table(mine);
      assertThat(mine.getAutoCommit()).isTrue();
      // Prepared before, as pools do.
      try (PreparedStatement insert = mine.prepareStatement("INSERT INTO " + t + " VALUES (?)")) {
        mine.setAutoCommit(false);
        assertThat(mine.getAutoCommit()).isFalse();
        insert.setInt(1, 1);
        insert.executeUpdate();
        assertThat(read(other, "SELECT a FROM " + t)).isEmpty();
        mine.setAutoCommit(true);
        assertThat(read(other, "SELECT a FROM " + t)).containsExactly("1");
        mine.setAutoCommit(false);
        insert.setInt(1, 2);
        insert.executeUpdate();
      }
      mine.close();
      assertThat(read(other, "SELECT a FROM " + t)).containsExactly("1");
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void commitAndRollbackAreForTransactions(Door door) throws SQLException {
    try (Connection connection = connect(door)) {
      fails("25P01", connection::commit);
      fails("25P01", connection::rollback);
      fails("25P01", connection::setSavepoint);
      fails("25P01", () -> run(connection, "SET TRANSACTION READ ONLY"));
      connection.setAutoCommit(false);
      connection.commit();
      connection.rollback();
      connection.commit();
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void savepointsTakeBackWhatCameAfterThem(Door door) throws SQLException {
    try (Connection connection = connect(door)) {
      String t = table(connection);
      connection.setAutoCommit(false);
      run(connection, "INSERT INTO " + t + " VALUES (1)");
      Savepoint one = connection.setSavepoint();
      run(connection, "INSERT INTO " + t + " VALUES (2)");
      Savepoint two = connection.setSavepoint("Größe \"2\"");
      run(connection, "CREATE TABLE " + t + "_new (b INTEGER)");
      run(connection, "UPDATE " + t + " SET a = a * 100");
      assertThat(one.getSavepointId()).isPositive();
      assertThat(two.getSavepointName()).isEqualTo("Größe \"2\"");
      fails("3B001", one::getSavepointName);
      fails("3B001", two::getSavepointId);
      assertThat(read(connection, "SELECT a FROM " + t + " ORDER BY a"))
          .containsExactly("100", "200");
      connection.rollback(two);
      assertThat(read(connection, "SELECT a FROM " + t + " ORDER BY a")).containsExactly("1", "2");
      fails("42P01", () -> read(connection, "SELECT * FROM " + t + "_new"));
      connection.rollback(two);
      connection.rollback(one);
      assertThat(read(connection, "SELECT a FROM " + t)).containsExactly("1");
      fails("3B001", () -> connection.rollback(two));
      connection.releaseSavepoint(one);
      fails("3B001", () -> connection.rollback(one));
      connection.commit();
      fails("3B001", () -> connection.rollback(one));
      assertThat(read(connection, "SELECT a FROM " + t)).containsExactly("1");
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void tablesMadeInATransactionGoWithIt(Door door) throws SQLException {
    try (Connection mine = connect(door);
        Connection other = connect(door)) {
      String t = "made" + TABLES.incrementAndGet();
      mine.setAutoCommit(false);
      run(mine, "CREATE TABLE " + t + " (a INTEGER)");
      run(mine, "INSERT INTO " + t + " VALUES (1), (2)");
      run(mine, "DELETE FROM " + t + " WHERE a = 1");
      assertThat(read(mine, "SELECT a FROM " + t)).containsExactly("2");
      assertThat(read(mine, "SELECT table_name FROM sys.tables WHERE table_name = '" + t + "'"))
          .containsExactly(t);
      fails("42P01", () -> read(other, "SELECT a FROM " + t));
      mine.rollback();
      fails("42P01", () -> read(mine, "SELECT a FROM " + t));
      assertThat(
              read(
                  other,
                  "SELECT table_name FROM information_schema.tables WHERE table_name = '"
                      + t
                      + "'"))
          .isEmpty();
      run(mine, "CREATE TABLE " + t + " (a INTEGER)");
      run(mine, "INSERT INTO " + t + " VALUES (3)");
      mine.commit();
      assertThat(read(other, "SELECT a FROM " + t)).containsExactly("3");
      run(mine, "DROP TABLE " + t);
      assertThat(read(other, "SELECT a FROM " + t)).containsExactly("3");
      mine.rollback();
      assertThat(read(mine, "SELECT a FROM " + t)).containsExactly("3");
      run(mine, "INSERT INTO " + t + " VALUES (4)");
      run(mine, "DROP TABLE " + t);
      mine.commit();
      fails("42P01", () -> read(other, "SELECT a FROM " + t));
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void changesOfOneDefinitionConflictAndThoseOfOthersDoNot(Door door) throws SQLException {
    try (Connection one = connect(door);
        Connection two = connect(door)) {
      String t = table(one);
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      run(one, "CREATE TABLE " + t + "_x (a INTEGER)");
      run(two, "CREATE TABLE " + t + "_y (a INTEGER)");
      one.commit();
      two.commit();
      run(one, "CREATE TABLE " + t + "_z (a INTEGER)");
      run(two, "CREATE TABLE " + t + "_z (b INTEGER)");
      one.commit();
      fails("40001", two::commit);
      run(one, "INSERT INTO " + t + " VALUES (1)");
      run(two, "DROP TABLE " + t);
      two.commit();
      fails("40001", one::commit);
      run(one, "CREATE SCHEMA s" + t);
      one.commit();
      run(one, "CREATE TABLE s" + t + ".a (a INTEGER)");
      run(two, "DROP SCHEMA s" + t);
      one.commit();
      fails("40001", two::commit);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aFailedStatementIsUndoneAndTheTransactionGoesOn(Door door) throws SQLException {
    try (Connection connection = connect(door)) {
      String t = table(connection);
      connection.setAutoCommit(false);
      run(connection, "INSERT INTO " + t + " VALUES (1), (2)");
      fails("22012", () -> run(connection, "UPDATE " + t + " SET a = 10 / (a - 2)"));
      fails("42P01", () -> run(connection, "INSERT INTO nowhere VALUES (1)"));
      fails("23502", () -> run(connection, "INSERT INTO " + t + " VALUES (5), (NULL)"));
      run(connection, "INSERT INTO " + t + " VALUES (3)");
      connection.commit();
      assertThat(read(connection, "SELECT a FROM " + t + " ORDER BY a"))
          .containsExactly("1", "2", "3");
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aCreateTableAsThatFailsLeavesNoTable(Door door) throws SQLException {
    try (Connection mine = connect(door);
        Connection other = connect(door)) {
      String t = table(mine);
      String made = t + "_made";
      mine.setAutoCommit(false);
      run(mine, "INSERT INTO " + t + " VALUES (0)");
      fails("22012", () -> run(mine, "CREATE TABLE " + made + " AS SELECT 1 / a AS z FROM " + t));
      fails("42P01", () -> read(mine, "SELECT * FROM " + made));
      mine.commit();
      fails("42P01", () -> read(other, "SELECT * FROM " + made));
      assertThat(read(other, "SELECT a FROM " + t)).containsExactly("0");
      run(mine, "CREATE TABLE " + made + " AS SELECT 1 + a AS z FROM " + t);
      mine.commit();
      assertThat(read(other, "SELECT z FROM " + made)).containsExactly("1");
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void levelsAreToldAsTheyAre(Door door) throws SQLException {
    try (Connection connection = connect(door)) {
      String t = table(connection);
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      read(connection, "SELECT * FROM " + t);
      fails("25001", () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
      fails("25001", () -> connection.setReadOnly(true));
      fails("25001", () -> run(connection, "START TRANSACTION"));
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
      connection.rollback();
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      fails("22023", () -> connection.setTransactionIsolation(Connection.TRANSACTION_NONE));
      DatabaseMetaData metaData = connection.getMetaData();
      assertThat(metaData.supportsTransactions()).isTrue();
      assertThat(metaData.supportsSavepoints()).isTrue();
      assertThat(metaData.supportsDataDefinitionAndDataManipulationTransactions()).isTrue();
      assertThat(metaData.dataDefinitionCausesTransactionCommit()).isFalse();
      assertThat(metaData.supportsTransactionIsolationLevel(Connection.TRANSACTION_REPEATABLE_READ))
          .isTrue();
      assertThat(metaData.supportsTransactionIsolationLevel(Connection.TRANSACTION_READ_COMMITTED))
          .isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void sqlsWordsDoTheSame(Door door) throws SQLException {
    try (Connection connection = connect(door);
        Connection other = connect(door)) {
      String t = table(connection);
      run(connection, "START TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
      run(connection, "INSERT INTO " + t + " VALUES (1)");
      run(connection, "SAVEPOINT a");
      run(connection, "INSERT INTO " + t + " VALUES (2)");
      run(connection, "ROLLBACK TO SAVEPOINT A");
      run(connection, "RELEASE SAVEPOINT a");
      assertThat(read(other, "SELECT a FROM " + t)).isEmpty();
      run(connection, "COMMIT");
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
      assertThat(read(other, "SELECT a FROM " + t)).containsExactly("1");
      run(connection, "BEGIN");
      run(connection, "DELETE FROM " + t);
      run(connection, "ROLLBACK");
      assertThat(read(connection, "SELECT a FROM " + t)).containsExactly("1");
      run(connection, "BEGIN READ ONLY");
      fails("25006", () -> run(connection, "DELETE FROM " + t));
      assertThat(read(connection, "SELECT a FROM " + t)).containsExactly("1");
      run(connection, "COMMIT");
      fails("25P01", () -> run(connection, "COMMIT"));
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aTransactionMayReadThePast(Door door) throws SQLException {
    try (Connection connection = connect(door)) {
      String t = table(connection);
      run(connection, "INSERT INTO " + t + " VALUES (1)");
      String then =
          read(connection, "SELECT readable_to FROM sys.tables WHERE table_name = '" + t + "'")
              .get(0);
      run(connection, "INSERT INTO " + t + " VALUES (2)");
      run(connection, "START TRANSACTION READ ONLY AS OF " + then);
      assertThat(read(connection, "SELECT a FROM " + t)).containsExactly("1");
      fails("25006", () -> run(connection, "INSERT INTO " + t + " VALUES (3)"));
      run(connection, "COMMIT");
      connection.setAutoCommit(false);
      run(connection, "DELETE FROM " + t + " WHERE a = 1");
      assertThat(read(connection, "SELECT a FROM " + t)).containsExactly("2");
      assertThat(read(connection, "SELECT a FROM " + t + " FOR SYSTEM_TIME AS OF " + then))
          .containsExactly("1");
      connection.rollback();
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void anOpenResultDoesNotSeeWhatIsChangedAfterIt(Door door) throws SQLException {
    try (Connection connection = connect(door)) {
      String t = table(connection);
      connection.setAutoCommit(false);
      run(connection, "INSERT INTO " + t + " VALUES (1), (2)");
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(1);
        ResultSet result = statement.executeQuery("SELECT a FROM " + t);
        assertThat(result.next()).isTrue();
        run(connection, "DELETE FROM " + t);
        connection.commit();
        assertThat(result.next()).isTrue();
        assertThat(result.next()).isFalse();
      }
      assertThat(read(connection, "SELECT a FROM " + t)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void severalTablesChangeAtOnce(Door door) throws SQLException {
    try (Connection connection = connect(door)) {
      String t = table(connection);
      String u = table(connection);
      connection.setAutoCommit(false);
      run(connection, "INSERT INTO " + t + " VALUES (1)");
      run(connection, "INSERT INTO " + u + " SELECT a + 1 FROM " + t);
      connection.commit();
      String times =
          "SELECT COUNT(DISTINCT _time) FROM (SELECT readable_to AS _time FROM sys.tables"
              + " WHERE table_name IN ('"
              + t
              + "', '"
              + u
              + "')) AS x";
      assertThat(read(connection, times)).containsExactly("1");
      assertThat(read(connection, "SELECT t.a + u.a FROM " + t + " AS t, " + u + " AS u"))
          .containsExactly("3");
    }
  }

  /** Who reads nothing has nothing to conflict with. */
  @Test
  void blindInsertsNeverConflict() throws Exception {
    int threads = 8;
    int insertsEach = 1_000;
    try (Connection connection = connect(Door.EMBEDDED)) {
      String t = table(connection);
      ExecutorService workers = Executors.newFixedThreadPool(threads);
      try {
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          int first = thread * insertsEach;
          work.add(() -> insert(t, first, insertsEach));
        }
        for (Future<Integer> done : workers.invokeAll(work)) {
          assertThat(done.get()).isEqualTo(insertsEach);
        }
      } finally {
        workers.shutdownNow();
      }
      assertThat(read(connection, "SELECT COUNT(DISTINCT a) FROM " + t))
          .containsExactly(String.valueOf(threads * insertsEach));
    }
  }

  private static int insert(String table, int first, int count) throws SQLException {
    try (Connection connection = connect(Door.EMBEDDED);
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < count; i++) {
        insert.setInt(1, first + i);
        insert.executeUpdate();
        connection.commit();
      }
      return count;
    }
  }
}
