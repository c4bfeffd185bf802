package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.travertine.sqltests.Doors.Door;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What may go wrong between transactions that run at the same time (Adya's phenomena), as scripts
 * of two or three sessions: what each level promises, through every doorway.
 */
class IsolationTest {

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

  static Stream<Arguments> ways() {
    return Stream.of(Door.values())
        .flatMap(door -> Stream.of(Level.values()).map(level -> Arguments.of(door, level)));
  }

  /** The levels there are. */
  enum Level {
    SERIALIZABLE(Connection.TRANSACTION_SERIALIZABLE),
    REPEATABLE_READ(Connection.TRANSACTION_REPEATABLE_READ);

    private final int jdbc;

    Level(int jdbc) {
      this.jdbc = jdbc;
    }
  }

  /** A table of accounts {@code (id, v)} and sessions with a transaction each. */
  private static final class Scene implements AutoCloseable {
    private final String table = "t" + TABLES.incrementAndGet();
    private final Door door;
    private final Level level;
    private final List<Session> sessions = new ArrayList<>();
    private final Connection outside;

    Scene(Door door, Level level, String... rows) throws SQLException {
      this.door = door;
      this.level = level;
      this.outside = doors.connect(door);
      run("CREATE TABLE t (id INTEGER NOT NULL, v INTEGER NOT NULL)");
      for (String row : rows) {
        run("INSERT INTO t VALUES " + row);
      }
    }

    private void run(String sql) throws SQLException {
      try (Statement statement = outside.createStatement()) {
        statement.executeUpdate(named(sql));
      }
    }

    private String named(String sql) {
      return sql.replaceAll("\\bt\\b", table);
    }

    Session session() throws SQLException {
      Session session = new Session(this, doors.connect(door));
      sessions.add(session);
      return session;
    }

    /** What is there when all is over. */
    List<String> rows() throws SQLException {
      return Session.rows(outside, named("SELECT id, v FROM t ORDER BY id, v"));
    }

    @Override
    public void close() throws SQLException {
      for (Session session : sessions) {
        session.connection.close();
      }
      outside.close();
    }
  }

  private static final class Session {
    private final Scene scene;
    private final Connection connection;

    Session(Scene scene, Connection connection) throws SQLException {
      this.scene = scene;
      this.connection = connection;
      connection.setTransactionIsolation(scene.level.jdbc);
      connection.setAutoCommit(false);
    }

    List<String> read(String sql) throws SQLException {
      return rows(connection, scene.named(sql));
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(sql)) {
        List<String> rows = new ArrayList<>();
        while (result.next()) {
          StringBuilder row = new StringBuilder(String.valueOf(result.getObject(1)));
          for (int i = 2; i <= result.getMetaData().getColumnCount(); i++) {
            row.append('=').append(result.getObject(i));
          }
          rows.add(row.toString());
        }
        return rows;
      }
    }

    int change(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        return statement.executeUpdate(scene.named(sql));
      }
    }

    void commit() throws SQLException {
      connection.commit();
    }

    void rollback() throws SQLException {
      connection.rollback();
    }
  }

  private static void refused(Scene scene, ThrowingCallable commit) {
    SQLException failure = catchThrowableOfType(SQLException.class, commit);
    assertThat((Throwable) failure).as("a conflict").isNotNull();
    assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo("40001");
    assertThat(failure.getMessage()).contains(scene.table);
  }

  /** G0 and the lost update: who writes the same row later is refused. */
  @ParameterizedTest
  @MethodSource("ways")
  void anUpdateIsNotLost(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 10)")) {
      Session one = scene.session();
      Session two = scene.session();
      assertThat(one.read("SELECT v FROM t WHERE id = 1")).containsExactly("10");
      assertThat(two.read("SELECT v FROM t WHERE id = 1")).containsExactly("10");
      assertThat(one.change("UPDATE t SET v = v + 1 WHERE id = 1")).isEqualTo(1);
      assertThat(two.change("UPDATE t SET v = v + 5 WHERE id = 1")).isEqualTo(1);
      one.commit();
      refused(scene, two::commit);
      assertThat(scene.rows()).containsExactly("1=11");
      assertThat(two.read("SELECT v FROM t")).containsExactly("11");
    }
  }

  /** The same row, though each writes another column of it, and one takes it away. */
  @ParameterizedTest
  @MethodSource("ways")
  void twoWritersOfOneRowConflict(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 10)", "(2, 20)")) {
      Session one = scene.session();
      Session two = scene.session();
      one.change("UPDATE t SET id = 5 WHERE id = 1");
      two.change("DELETE FROM t WHERE v = 10");
      two.commit();
      refused(scene, one::commit);
      assertThat(scene.rows()).containsExactly("2=20");
    }
  }

  /** G-single: two reads of one transaction see one state. */
  @ParameterizedTest
  @MethodSource("ways")
  void readsAreNotSkewed(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 10)", "(2, 20)")) {
      Session reader = scene.session();
      Session writer = scene.session();
      assertThat(reader.read("SELECT v FROM t WHERE id = 1")).containsExactly("10");
      writer.change("UPDATE t SET v = 12 WHERE id = 1");
      writer.change("UPDATE t SET v = 18 WHERE id = 2");
      writer.commit();
      assertThat(reader.read("SELECT v FROM t WHERE id = 2")).containsExactly("20");
      reader.commit();
    }
  }

  /** G-single by a predicate: a row that comes later is not seen. */
  @ParameterizedTest
  @MethodSource("ways")
  void noPhantomAppears(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 10)", "(2, 20)")) {
      Session reader = scene.session();
      Session writer = scene.session();
      assertThat(reader.read("SELECT id FROM t WHERE v > 15")).containsExactly("2");
      writer.change("INSERT INTO t VALUES (3, 30)");
      writer.commit();
      assertThat(reader.read("SELECT id FROM t WHERE v > 15")).containsExactly("2");
      assertThat(reader.read("SELECT COUNT(*) FROM t")).containsExactly("2");
      reader.commit();
    }
  }

  /** G2 by a predicate: who decided by what was not there is refused where order matters. */
  @ParameterizedTest
  @MethodSource("ways")
  void aDecisionByAPredicateHolds(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 10)")) {
      Session one = scene.session();
      Session two = scene.session();
      assertThat(one.read("SELECT id FROM t WHERE v BETWEEN 100 AND 200")).isEmpty();
      assertThat(two.read("SELECT id FROM t WHERE v BETWEEN 100 AND 200")).isEmpty();
      one.change("INSERT INTO t VALUES (2, 150)");
      two.change("INSERT INTO t VALUES (3, 160)");
      one.commit();
      if (level == Level.SERIALIZABLE) {
        refused(scene, two::commit);
        assertThat(scene.rows()).containsExactly("1=10", "2=150");
      } else {
        two.commit();
        assertThat(scene.rows()).containsExactly("1=10", "2=150", "3=160");
      }
    }
  }

  /** Rows outside the predicate are nobody's business. */
  @ParameterizedTest
  @MethodSource("ways")
  void rowsThatWereNotReadDoNotConflict(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 10)", "(2, 20)")) {
      Session one = scene.session();
      Session two = scene.session();
      one.change("UPDATE t SET v = v + 1 WHERE id = 1");
      two.change("UPDATE t SET v = v + 1 WHERE id = 2");
      one.commit();
      two.commit();
      assertThat(scene.rows()).containsExactly("1=11", "2=21");
    }
  }

  /** G1a: what is rolled back was never there. */
  @ParameterizedTest
  @MethodSource("ways")
  void nobodyReadsWhatIsRolledBack(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 10)")) {
      Session writer = scene.session();
      Session reader = scene.session();
      writer.change("UPDATE t SET v = 101 WHERE id = 1");
      assertThat(writer.read("SELECT v FROM t")).containsExactly("101");
      assertThat(reader.read("SELECT v FROM t")).containsExactly("10");
      writer.rollback();
      assertThat(reader.read("SELECT v FROM t")).containsExactly("10");
      reader.commit();
      assertThat(scene.rows()).containsExactly("1=10");
    }
  }

  /** G1b: nor what a transaction had in between. */
  @ParameterizedTest
  @MethodSource("ways")
  void nobodyReadsWhatWasInBetween(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 10)")) {
      Session writer = scene.session();
      Session reader = scene.session();
      writer.change("UPDATE t SET v = 101 WHERE id = 1");
      assertThat(reader.read("SELECT v FROM t")).containsExactly("10");
      writer.change("UPDATE t SET v = 11 WHERE id = 1");
      writer.commit();
      assertThat(reader.read("SELECT v FROM t")).containsExactly("10");
      reader.commit();
      assertThat(reader.read("SELECT v FROM t")).containsExactly("11");
    }
  }

  /** G1c: information does not flow in a circle. */
  @ParameterizedTest
  @MethodSource("ways")
  void informationDoesNotFlowInACircle(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 10)", "(2, 20)")) {
      Session one = scene.session();
      Session two = scene.session();
      one.change("UPDATE t SET v = 11 WHERE id = 1");
      two.change("UPDATE t SET v = 22 WHERE id = 2");
      assertThat(one.read("SELECT v FROM t WHERE id = 2")).containsExactly("20");
      assertThat(two.read("SELECT v FROM t WHERE id = 1")).containsExactly("10");
      one.commit();
      if (level == Level.SERIALIZABLE) {
        refused(scene, two::commit);
      } else {
        two.commit();
      }
    }
  }

  /** Write skew: at least one doctor stays on call only if transactions seem to take turns. */
  @ParameterizedTest
  @MethodSource("ways")
  void theRosterOfThoseOnCall(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 1)", "(2, 1)")) {
      Session alice = scene.session();
      Session bob = scene.session();
      assertThat(alice.read("SELECT COUNT(*) FROM t WHERE v = 1")).containsExactly("2");
      assertThat(bob.read("SELECT COUNT(*) FROM t WHERE v = 1")).containsExactly("2");
      alice.change("UPDATE t SET v = 0 WHERE id = 1");
      bob.change("UPDATE t SET v = 0 WHERE id = 2");
      alice.commit();
      if (level == Level.SERIALIZABLE) {
        refused(scene, bob::commit);
        assertThat(scene.rows()).containsExactly("1=0", "2=1");
      } else {
        bob.commit();
        assertThat(scene.rows()).containsExactly("1=0", "2=0");
      }
    }
  }

  /** Long fork: two readers do not see two writes in different orders. */
  @ParameterizedTest
  @MethodSource("ways")
  void readersAgreeOnTheOrderOfWrites(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 0)", "(2, 0)")) {
      Session one = scene.session();
      Session two = scene.session();
      Session early = scene.session();
      Session late = scene.session();
      one.change("UPDATE t SET v = 1 WHERE id = 1");
      two.change("UPDATE t SET v = 1 WHERE id = 2");
      one.commit();
      assertThat(early.read("SELECT id, v FROM t ORDER BY id")).containsExactly("1=1", "2=0");
      two.commit();
      assertThat(late.read("SELECT id, v FROM t ORDER BY id")).containsExactly("1=1", "2=1");
      assertThat(early.read("SELECT id, v FROM t ORDER BY id")).containsExactly("1=1", "2=0");
      early.commit();
      late.commit();
    }
  }

  /** A reader that changes nothing is never refused, whatever happens meanwhile. */
  @ParameterizedTest
  @MethodSource("ways")
  void whoOnlyReadsIsNeverRefused(Door door, Level level) throws SQLException {
    try (Scene scene = new Scene(door, level, "(1, 10)")) {
      Session reader = scene.session();
      Session writer = scene.session();
      assertThat(reader.read("SELECT v FROM t")).containsExactly("10");
      writer.change("DELETE FROM t");
      writer.commit();
      assertThat(reader.read("SELECT v FROM t")).containsExactly("10");
      reader.commit();
      assertThat(reader.read("SELECT v FROM t")).isEmpty();
    }
  }
}
