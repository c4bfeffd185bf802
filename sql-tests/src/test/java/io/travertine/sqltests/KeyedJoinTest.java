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
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Joins over a key give what joins over an expression of it give, and read less. */
class KeyedJoinTest {

  private final String url = "jdbc:travertine:mem:" + Seed.secure().uuid();
  private Connection one;
  private Connection two;

  @BeforeEach
  void open() throws SQLException {
    one = DriverManager.getConnection(url);
    two = DriverManager.getConnection(url);
  }

  @AfterEach
  void close() throws SQLException {
    one.close();
    two.close();
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
      int width = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= width; i++) {
          row.append(rows.getString(i)).append('|');
        }
        read.add(row.toString());
      }
      read.sort(null);
      return read;
    }
  }

  private static final String[] QUERIES = {
    "SELECT * FROM s JOIN t ON %s = s.k",
    "SELECT * FROM s LEFT JOIN t ON %s = s.k AND t.n <> s.m",
    "SELECT * FROM t RIGHT JOIN s ON %s = s.k",
    "SELECT * FROM t LEFT JOIN s ON %s = s.k",
    "SELECT * FROM t FULL JOIN s ON %s = s.k",
    "SELECT * FROM t WHERE %s IN (SELECT k FROM s WHERE m > 3)",
    "SELECT * FROM t WHERE NOT EXISTS (SELECT 1 FROM s WHERE %s = k)",
    "SELECT s.k, (SELECT t.n FROM t WHERE %s = s.k) FROM s",
    "SELECT COUNT(*) FROM s JOIN t ON %s = s.k JOIN s AS r ON r.k = t.n",
    "SELECT * FROM s JOIN t ON %s = s.k WHERE t.n BETWEEN 3 AND 9"
  };

  @Test
  void aKeyGivesWhatAnExpressionOfItGives() throws SQLException {
    long seed = System.nanoTime();
    System.out.println("joined with seed " + seed);
    Random random = new Random(seed);
    change(one, "CREATE TABLE t (id INTEGER PRIMARY KEY, u INTEGER UNIQUE, n INTEGER)");
    change(one, "CREATE TABLE s (k INTEGER, m INTEGER)");
    for (int round = 0; round < 6; round++) {
      one.setAutoCommit(random.nextBoolean());
      for (int i = 0; i < 10; i++) {
        String n = random.nextInt(12) + "";
        String u = random.nextInt(4) == 0 ? "NULL" : random.nextInt(40) + "";
        int id = random.nextInt(30);
        change(one, "DELETE FROM t WHERE u = " + u);
        change(one, "UPSERT INTO t VALUES (" + id + ", " + u + ", " + n + ")");
        String k = random.nextInt(5) == 0 ? "NULL" : random.nextInt(30) + "";
        change(one, "INSERT INTO s VALUES (" + k + ", " + n + ")");
      }
      for (String query : QUERIES) {
        for (String key : new String[] {"t.id", "t.u"}) {
          assertThat(rows(one, String.format(query, key)))
              .as("%s of %s", query, key)
              .isEqualTo(rows(one, String.format(query, "(" + key + " + 0)")));
        }
      }
      if (!one.getAutoCommit()) {
        one.commit();
        one.setAutoCommit(true);
      }
    }
  }

  /** A type, and three of its values in ascending order. */
  private static final String[][] TYPES = {
    {"BOOLEAN", "FALSE", "TRUE", "NULL"},
    {"TINYINT", "-1", "1", "2"},
    {"SMALLINT", "-1", "1", "2"},
    {"INTEGER", "-1", "1", "2"},
    {"BIGINT", "-1", "1", "2"},
    {"REAL", "0.1", "0.5", "2e10"},
    {"DOUBLE", "0.1", "0.5", "2e10"},
    {"DECIMAL(9, 2)", "0.1", "0.5", "2"},
    {"CHAR(3)", "'a'", "'ab'", "'abc'"},
    {"VARCHAR", "'a'", "'ab'", "'\ud83d\ude00'"},
    {"DATE", "DATE '1969-12-31'", "DATE '2026-01-01'", "DATE '2026-01-02'"},
    {"TIME", "TIME '00:00:01'", "TIME '12:00:00'", "TIME '23:59:59'"},
    {
      "TIMESTAMP",
      "TIMESTAMP '1969-12-31 23:59:59'",
      "TIMESTAMP '2026-01-01 00:00:00.001'",
      "TIMESTAMP '2026-01-01 00:00:00.002'"
    },
    {"VARBINARY", "X'00'", "X'01'", "X'ff'"},
  };

  @Test
  void aKeyOfAnyTypeFindsItsRows() throws SQLException {
    for (String[] type : TYPES) {
      change(one, "CREATE TABLE t (k " + type[0] + " UNIQUE, v INTEGER)");
      change(one, "CREATE TABLE s (k " + type[0] + ")");
      for (int i = 1; i < type.length; i++) {
        change(one, "INSERT INTO t VALUES (" + type[i] + ", " + i + ")");
      }
      change(one, "INSERT INTO s VALUES (" + type[1] + "), (" + type[2] + ")");
      assertThat(rows(one, "SELECT v FROM t JOIN s ON t.k = s.k"))
          .as(type[0])
          .containsExactly("1|", "2|");
      assertThat(change(one, "UPDATE t SET v = v + 10 WHERE k IN (SELECT k FROM s)"))
          .as(type[0])
          .isEqualTo(2);
      change(
          one,
          "MERGE INTO t USING (SELECT k FROM s) AS x ON t.k = x.k"
              + " WHEN MATCHED THEN UPDATE SET v = v + 10"
              + " WHEN NOT MATCHED THEN INSERT VALUES (x.k, -1)");
      assertThat(rows(one, "SELECT v FROM t")).as(type[0]).containsExactly("21|", "22|", "3|");
      change(one, "DROP TABLE t");
      change(one, "DROP TABLE s");
    }
  }

  @Test
  void moreRowsThanAreReadAheadReadTheWholeTable() throws SQLException {
    change(one, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    StringBuilder digits = new StringBuilder("(VALUES (0)");
    for (int i = 1; i < 30; i++) {
      digits.append(", (").append(i).append(')');
    }
    digits.append(") AS ");
    String many = "(SELECT a * 900 + b * 30 + c AS k FROM " + digits + "x (a), ";
    many += digits + "y (b), " + digits + "z (c)) AS s";
    assertThat(change(one, "INSERT INTO t SELECT k, 1 FROM " + many)).isEqualTo(27_000);
    for (int least : new int[] {26_999, 17_001, 17_000, 16_999, 0}) {
      assertThat(rows(one, "SELECT SUM(n) FROM " + many + " JOIN t ON id = k WHERE k >= " + least))
          .containsExactly((27_000 - least) + "|");
    }
    assertThat(change(one, "MERGE INTO t USING " + many + " ON id = k WHEN MATCHED THEN DELETE"))
        .isEqualTo(27_000);
  }

  @Test
  void whoMergesOtherKeysDoesNotMeet() throws SQLException {
    change(one, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    change(one, "INSERT INTO t VALUES (1, 0), (2, 0), (3, 0)");
    String merge =
        "MERGE INTO t USING (VALUES (%d), (%d)) AS s (k) ON t.id = s.k"
            + " WHEN MATCHED THEN UPDATE SET n = n + 1"
            + " WHEN NOT MATCHED THEN INSERT VALUES (k, 1)";
    one.setAutoCommit(false);
    two.setAutoCommit(false);
    change(one, String.format(merge, 1, 7));
    change(two, String.format(merge, 2, 8));
    one.commit();
    two.commit();
    change(one, String.format(merge, 3, 9));
    change(two, "INSERT INTO t VALUES (9, 5)");
    two.commit();
    assertThatThrownBy(one::commit)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
    change(one, "UPDATE t SET n = 50 WHERE id = 2");
    assertThat(rows(one, "SELECT n FROM (VALUES (11), (1)) AS s (k) LEFT JOIN t ON id = k"))
        .hasSize(2);
    change(two, "INSERT INTO t VALUES (11, 5)");
    two.commit();
    assertThatThrownBy(one::commit)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
  }
}
