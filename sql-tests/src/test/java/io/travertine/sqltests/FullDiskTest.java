package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.location.s3.Fault;
import io.travertine.persist.location.s3.LoopbackS3;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A directory on a disk that is full for a while. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FullDiskTest {

  /** Rows that are too many to travel inside the state. */
  private static final int BATCH = 300;

  private final Path parent;
  private int next;

  FullDiskTest(@TempDir Path parent) {
    this.parent = parent;
  }

  private static Connection connect(String location) throws SQLException {
    return DriverManager.getConnection("jdbc:travertine:" + location);
  }

  /** Inserts that many rows at once, of incompressible text, and counts them when acknowledged. */
  private void insert(Connection connection, int rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      for (int i = 0; i < rows; i++) {
        insert.setInt(1, next + i);
        insert.setString(2, Text.random(next + i, 150));
        insert.addBatch();
      }
      insert.executeBatch();
    }
    next += rows;
  }

  private static String rows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT id), MAX(id) FROM t")) {
      row.next();
      return row.getInt(1) + " rows, " + row.getInt(2) + " different, up to " + row.getInt(3);
    }
  }

  private String acknowledged() {
    return next + " rows, " + next + " different, up to " + (next - 1);
  }

  private SQLException insertUntilFull(Connection connection, int rows) {
    for (int i = 0; i < 10_000; i++) {
      try {
        insert(connection, rows);
      } catch (SQLException e) {
        return e;
      }
    }
    throw new AssertionError("the disk is never full");
  }

  @Test
  void ofADirectoryIsToldAndPasses() throws Exception {
    Path disk = parent.resolve("disk");
    String location = "file:" + disk.resolve("db");
    try (Tmpfs mounted = Tmpfs.mount(disk, 24)) {
      try (Connection connection = connect(location);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t (id INTEGER NOT NULL, v VARCHAR(200))");
        insert(connection, BATCH);
        Path filler = mounted.fill(500);
        assertFull(insertUntilFull(connection, BATCH), disk.resolve("db").toString());
        assertThat(rows(connection)).isEqualTo(acknowledged());
        Files.delete(filler);
        insert(connection, BATCH);
        filler = mounted.fill(0);
        assertFull(insertUntilFull(connection, 1), disk.resolve("db").toString());
        assertThat(rows(connection)).isEqualTo(acknowledged());
        Files.delete(filler);
        insert(connection, 1);
        assertThat(rows(connection)).isEqualTo(acknowledged());
      }
      try (Connection again = connect(location)) {
        assertThat(rows(again)).isEqualTo(acknowledged());
        insert(again, 2);
        assertThat(rows(again)).isEqualTo(acknowledged());
      }
    }
  }

  @Test
  void ofAPostgresIsToldAndPasses() throws Exception {
    Path disk = parent.resolve("disk");
    try (Tmpfs mounted = Tmpfs.mount(disk, 128)) {
      PostgresServer server =
          PostgresServers.embedded(
              EmbeddedPostgres.builder()
                  .setDataDirectory(disk.resolve("data"))
                  .setServerConfig("autovacuum", "off")
                  .setServerConfig("max_wal_size", "32MB"));
      try {
        runFull(server, mounted);
      } finally {
        server.stop();
      }
    }
  }

  private void runFull(PostgresServer server, Tmpfs mounted) throws Exception {
    String location = server.newDatabase();
    try (Connection connection = connect(location);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER NOT NULL, v VARCHAR(200))");
      insert(connection, BATCH);
      // a fresh segment of the log: with room for more than the disk has
      server.run("SELECT pg_switch_wal()", "CHECKPOINT");
      Path filler = mounted.fill(3_000);
      assertFull(insertUntilFull(connection, BATCH), "t");
      assertThat(rows(connection)).isEqualTo(acknowledged());
      Files.delete(filler);
      insert(connection, BATCH);
      assertThat(rows(connection)).isEqualTo(acknowledged());
      filler = mounted.fill(0);
      assertFull(insertUntilFull(connection, 1), "t");
      Files.delete(filler);
      insert(connection, 1);
      assertThat(rows(connection)).isEqualTo(acknowledged());
    }
    try (Connection again = connect(location)) {
      assertThat(rows(again)).isEqualTo(acknowledged());
      insert(again, 2);
      assertThat(rows(again)).isEqualTo(acknowledged());
    }
  }

  @Test
  void ofABucketIsToldAndPasses() throws Exception {
    try (LoopbackS3 server = new LoopbackS3()) {
      String location = location(server);
      try (Connection connection = connect(location);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t (id INTEGER NOT NULL, v VARCHAR(200))");
        insert(connection, BATCH);
        for (Fault full :
            List.of(
                new Fault.Refused(507, "InsufficientStorage"),
                new Fault.Refused(403, "QuotaExceeded"))) {
          server.faults(request -> request.method().equals("PUT") ? full : Fault.NONE);
          assertFull(
              insertUntilFull(connection, full.toString().contains("507") ? 1 : BATCH),
              "s3://bucket/db");
          assertThat(rows(connection)).isEqualTo(acknowledged());
          server.faults(request -> Fault.NONE);
          insert(connection, BATCH);
          insert(connection, 1);
          assertThat(rows(connection)).isEqualTo(acknowledged());
        }
      }
      try (Connection again = connect(location)) {
        assertThat(rows(again)).isEqualTo(acknowledged());
        insert(again, 2);
        assertThat(rows(again)).isEqualTo(acknowledged());
      }
    }
  }

  private static String location(LoopbackS3 server) {
    return "s3://bucket/db;endpoint="
        + server.endpoint()
        + ";accessKeyId=a;secretAccessKey=b;pubsub=none";
  }

  private static void assertFull(SQLException failure, String named) {
    assertThat(failure.getSQLState()).isEqualTo("58030");
    assertThat(failure.getMessage()).contains("free some space", named);
  }
}
