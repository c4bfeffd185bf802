package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.location.s3.LoopbackS3;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a blob, a statement that needs it says that data is damaged, and which. */
@ExtendWith(PostgresServers.class)
class DamagedBlobsTest {

  private static final int ROWS = 2_000;

  @FunctionalInterface
  private interface Damage {
    void to(StoredObjects objects, String name, byte[] bytes) throws IOException, SQLException;
  }

  private static final Map<String, Damage> DAMAGES =
      new TreeMap<>(
          Map.of(
              "deleted", (objects, name, bytes) -> objects.delete(name),
              "emptied", (objects, name, bytes) -> objects.write(name, new byte[0]),
              "cut",
                  (objects, name, bytes) ->
                      objects.write(name, Arrays.copyOf(bytes, bytes.length / 2)),
              "flipped", (objects, name, bytes) -> objects.write(name, flipped(bytes)),
              "another's",
                  (objects, name, bytes) ->
                      objects.write(
                          name, "dear diary, ".repeat(99).getBytes(StandardCharsets.UTF_8))));

  private static final Set<String> LIKELY = Set.of("deleted", "flipped");

  private static byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 3] ^= 0x10;
    return flipped;
  }

  @Test
  void isSaidToBeDamagedAndNamedInADirectory(@TempDir Path parent) throws Exception {
    everyDamageIsTold(StoredObjects.inDirectory(parent), DAMAGES.keySet());
  }

  @Test
  void isSaidToBeDamagedAndNamedInAPostgres(PostgresServer server) throws Exception {
    everyDamageIsTold(StoredObjects.inPostgres(server), LIKELY);
  }

  @Test
  void isSaidToBeDamagedAndNamedInABucket() throws Exception {
    try (LoopbackS3 server = new LoopbackS3()) {
      everyDamageIsTold(StoredObjects.inBucket(server), LIKELY);
    }
  }

  private static void everyDamageIsTold(StoredObjects objects, Set<String> damages)
      throws IOException, SQLException {
    fill(objects);
    List<String> names = objects.names();
    assertThat(names).hasSizeGreaterThanOrEqualTo(3);
    int noticed = 0;
    for (String name : names) {
      byte[] bytes = objects.read(name);
      for (Map.Entry<String, Damage> damage : DAMAGES.entrySet()) {
        if (damages.contains(damage.getKey())) {
          String what = name + " " + damage.getKey() + " in the " + objects;
          damage.getValue().to(objects, name, bytes);
          noticed += isNoticed(objects, name, what) ? 1 : 0;
          objects.write(name, bytes);
        }
      }
      assertThat(count(objects)).as("%s restored", name).isEqualTo(ROWS);
    }
    assertThat(noticed).as("blobs that are read").isGreaterThanOrEqualTo(3 * damages.size());
  }

  /** Whether a blob was needed, in which case everything about the failure is right. */
  private static boolean isNoticed(StoredObjects objects, String name, String what) {
    try {
      assertThat(count(objects)).as(what).isEqualTo(ROWS);
      return false;
    } catch (SQLException e) {
      assertTold(e, name, what);
      return true;
    }
  }

  private static void assertTold(SQLException failure, String name, String what) {
    assertThat(failure.getSQLState()).as("%s: %s", what, failure.getMessage()).isEqualTo("XX001");
    String id = name.replaceAll(".*[~/]", "");
    assertThat(failure.getMessage()).as(what).contains(id);
  }

  @Test
  void isReadAgainOnceItIsRestoredInADirectory(@TempDir Path parent) throws Exception {
    openDatabaseRecovers(StoredObjects.inDirectory(parent));
  }

  @Test
  void isReadAgainOnceItIsRestoredInAPostgres(PostgresServer server) throws Exception {
    openDatabaseRecovers(StoredObjects.inPostgres(server));
  }

  @Test
  void isReadAgainOnceItIsRestoredInABucket() throws Exception {
    try (LoopbackS3 server = new LoopbackS3()) {
      openDatabaseRecovers(StoredObjects.inBucket(server));
    }
  }

  /** Without being opened again; and what is committed meanwhile is kept. */
  private static void openDatabaseRecovers(StoredObjects objects) throws Exception {
    fill(objects);
    int rows = ROWS;
    for (Map.Entry<String, Damage> damage : DAMAGES.entrySet()) {
      if (!LIKELY.contains(damage.getKey())) {
        continue;
      }
      try (Connection connection = connect(objects);
          Statement statement = connection.createStatement()) {
        Map<String, byte[]> parts = parts(objects);
        for (Map.Entry<String, byte[]> part : parts.entrySet()) {
          damage.getValue().to(objects, part.getKey(), part.getValue());
        }
        for (int time = 0; time < 2; time++) {
          assertThatThrownBy(() -> count(statement))
              .as("%s parts in the %s", damage.getKey(), objects)
              .isInstanceOfSatisfying(
                  SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX001"))
              .hasMessageStartingWith("data of table public.t is damaged: ")
              .hasMessageContaining("TRUNCATE TABLE public.t gives its rows up");
          statement.executeUpdate("INSERT INTO t VALUES (-1, 'meanwhile')");
          rows++;
        }
        for (Map.Entry<String, byte[]> part : parts.entrySet()) {
          objects.write(part.getKey(), part.getValue());
        }
        assertThat(count(statement)).as("%s and restored", damage.getKey()).isEqualTo(rows);
      }
      assertThat(count(objects)).as("%s, restored, opened again", damage.getKey()).isEqualTo(rows);
    }
  }

  @Test
  void aTableOfWhichPartsAreLostCanBeTruncated(@TempDir Path parent) throws Exception {
    StoredObjects objects = StoredObjects.inDirectory(parent);
    fill(objects);
    try (Connection connection = connect(objects);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE u (k BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v VARCHAR(200))");
      statement.execute("CREATE VIEW counted AS SELECT COUNT(*) AS n FROM u");
      statement.executeUpdate("INSERT INTO u (v) SELECT v FROM t");
      long last = number(statement, "SELECT MAX(k) FROM u");
      long then = Clock.system().epochMicros();
      Map<String, byte[]> parts = parts(objects);
      for (String part : parts.keySet()) {
        objects.delete(part);
      }
      assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM u"))
          .hasMessageContaining("TRUNCATE TABLE public.u gives its rows up");

      assertThat(statement.executeUpdate("TRUNCATE TABLE u")).isZero();

      assertThat(number(statement, "SELECT n FROM counted")).isZero();
      statement.executeUpdate("INSERT INTO u (v) VALUES ('first of the new')");
      assertThat(number(statement, "SELECT MIN(k) FROM u")).isGreaterThan(last);
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        objects.write(part.getKey(), part.getValue());
      }
      assertThat(number(statement, "SELECT COUNT(*) FROM u AS OF " + then)).isEqualTo(ROWS);
    }
    try (Connection connection = connect(objects);
        Statement statement = connection.createStatement()) {
      assertThat(number(statement, "SELECT COUNT(*) FROM u")).isEqualTo(1);
    }
  }

  @Test
  void whatOthersInsertMeanwhileIsNotLost(@TempDir Path parent) throws Exception {
    StoredObjects objects = StoredObjects.inDirectory(parent);
    fill(objects);
    try (Connection connection = connect(objects);
        Statement statement = connection.createStatement();
        Connection other = connect(objects);
        Statement inserting = other.createStatement()) {
      for (String part : parts(objects).keySet()) {
        objects.delete(part);
      }
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.executeUpdate("TRUNCATE TABLE t");
      inserting.executeUpdate("INSERT INTO t VALUES (-1, 'meanwhile')");
      assertThatThrownBy(connection::commit)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
      statement.executeUpdate("TRUNCATE TABLE t");
      connection.commit();
      assertThat(count(statement)).isZero();
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    return Long.parseLong(text(statement, sql));
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  private static Map<String, byte[]> parts(StoredObjects objects) throws IOException, SQLException {
    Map<String, byte[]> parts = new HashMap<>();
    for (String name : objects.names()) {
      if (name.replaceAll(".*[~/]", "").startsWith("p")) {
        parts.put(name, objects.read(name));
      }
    }
    assertThat(parts).isNotEmpty();
    return parts;
  }

  private static Connection connect(StoredObjects objects) throws SQLException {
    return DriverManager.getConnection("jdbc:travertine:" + objects.location());
  }

  private static long count(StoredObjects objects) throws SQLException {
    try (Connection connection = connect(objects);
        Statement statement = connection.createStatement()) {
      return count(statement);
    }
  }

  private static long count(Statement statement) throws SQLException {
    try (ResultSet count = statement.executeQuery("SELECT COUNT(v) FROM t")) {
      count.next();
      return count.getLong(1);
    }
  }

  private static void fill(StoredObjects objects) throws SQLException {
    try (Connection connection = connect(objects);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE t (id INTEGER NOT NULL, v VARCHAR(200))");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
        for (int i = 0; i < ROWS; i++) {
          insert.setInt(1, i);
          insert.setString(2, "row number " + i * 7919L % 2_003 + " of many");
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }
}
