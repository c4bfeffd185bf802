package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.location.s3.Fault;
import io.travertine.persist.location.s3.LoopbackS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rights that are lost while a database is open: a statement that needs them says so, nothing of it
 * is there, and with the rights everything goes on.
 */
@ExtendWith(PostgresServers.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LostRightsTest {

  /** More than travels inside the state. */
  private static final int LARGE = 12_000;

  private static final String CREATE = "CREATE TABLE t (id INTEGER NOT NULL, v VARCHAR(20000))";

  private static void insert(Connection connection, int id, int length) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      insert.setInt(1, id);
      insert.setString(2, Text.random(id, length));
      insert.executeUpdate();
    }
  }

  private static int rows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT id) FROM t")) {
      row.next();
      assertThat(row.getInt(2)).isEqualTo(row.getInt(1));
      return row.getInt(1);
    }
  }

  private static void assertRefused(Connection connection, int length, String... told) {
    assertThatThrownBy(() -> insert(connection, -1, length))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("58030"))
        .hasMessageContainingAll(told);
  }

  @Test
  void onADirectory(@TempDir Path parent) throws Exception {
    assumeTrue(SqlProcess.isPossible(), "nobody here keeps to permissions");
    Path db = parent.resolve("db");
    Path blobs = db.resolve("blob");
    String url = "jdbc:travertine:file:" + db;
    String large = "INSERT INTO t VALUES (%s, '%s')";
    try (SqlProcess writer = SqlProcess.startWithoutPrivilege(url, parent.resolve("writer.log"))) {
      assertThat(writer.answer(CREATE)).isEqualTo("changed 0");
      assertThat(writer.answer(large.formatted(1, letters(1)))).isEqualTo("changed 1");
      permit(blobs, "r-xr-xr-x");
      assertThat(writer.answer(large.formatted(2, letters(2))))
          .startsWith("58030")
          .contains("permission denied; let this user write there", blobs.toString());
      assertThat(writer.answer("INSERT INTO t VALUES (4, 'small')")).isEqualTo("changed 1");
      assertThat(writer.answer("SELECT COUNT(*) FROM t")).isEqualTo("2");
      permit(blobs, "rwxr-xr-x");
      assertThat(writer.answer(large.formatted(3, letters(3)))).isEqualTo("changed 1");
      assertThat(writer.answer("SELECT COUNT(*) FROM t")).isEqualTo("3");
    }
    permitAll(db, "r--r--r--");
    try (SqlProcess writer = SqlProcess.startWithoutPrivilege(url, parent.resolve("writer.log"))) {
      assertThat(writer.answer("SELECT COUNT(*) FROM t"))
          .startsWith("08001")
          .contains(db.toString(), "let this user write");
    }
    permitAll(db, "rw-r--r--");
    try (Connection again = DriverManager.getConnection(url)) {
      assertThat(rows(again)).isEqualTo(3);
    }
  }

  /** That do not compress, nor need quotes. */
  private static String letters(int seed) {
    return Text.random(seed, LARGE).replaceAll("[^A-Za-z]", "x");
  }

  /** The files of the consensus, whichever there are. */
  private static void permitAll(Path db, String permissions) throws IOException {
    try (Stream<Path> files = Files.walk(db)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (db.relativize(file).toString().startsWith("consensus")) {
          permit(file, permissions);
        }
      }
    }
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void onAPostgres(PostgresServer server) throws Exception {
    String schema = server.newSchema();
    String clerk = "clerk_" + schema;
    try (Connection owner =
            DriverManager.getConnection("jdbc:travertine:" + server.database(schema));
        Statement statement = owner.createStatement()) {
      statement.execute(CREATE);
    }
    server.run(
        "CREATE USER " + clerk,
        "GRANT USAGE ON SCHEMA " + schema + " TO " + clerk,
        "GRANT ALL ON ALL TABLES IN SCHEMA " + schema + " TO " + clerk);
    String url =
        "jdbc:travertine:" + server.database(schema).replaceFirst("//[^@]*@", "//" + clerk + "@");
    try (Connection connection = DriverManager.getConnection(url)) {
      insert(connection, 0, LARGE);
      server.run("REVOKE INSERT ON " + schema + ".object FROM " + clerk);
      assertRefused(connection, LARGE, "permission denied", "grant the user the right", schema);
      insert(connection, 1, 10);
      assertThat(rows(connection)).isEqualTo(2);
      server.run("GRANT INSERT ON " + schema + ".object TO " + clerk);
      insert(connection, 2, LARGE);
      assertThat(rows(connection)).isEqualTo(3);
    }
    server.run("REVOKE ALL ON ALL TABLES IN SCHEMA " + schema + " FROM " + clerk);
    assertThatThrownBy(() -> DriverManager.getConnection(url))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
        .hasMessageContainingAll("permission denied", "grant the user the right");
    server.run("GRANT ALL ON ALL TABLES IN SCHEMA " + schema + " TO " + clerk);
    try (Connection again = DriverManager.getConnection(url)) {
      assertThat(rows(again)).isEqualTo(3);
    }
  }

  /** The answer to a commit gets lost, and then nothing is allowed any more. */
  @Test
  void afterALostAnswerNobodyIsToldThatACommitFailed() throws Exception {
    try (LoopbackS3 server = new LoopbackS3()) {
      String url =
          "jdbc:travertine:s3://bucket/db;endpoint="
              + server.endpoint()
              + ";accessKeyId=a;secretAccessKey=b;pubsub=none";
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute(CREATE);
        assertInDoubt(server, () -> {}, () -> insert(connection, 0, 10));
        connection.setAutoCommit(false);
        assertInDoubt(server, () -> insert(connection, 1, 10), connection::commit);
        assertThat(rows(connection)).isEqualTo(2);
      }
    }
  }

  private static void loseTheNextAnswerAndAllRights(LoopbackS3 server) {
    AtomicBoolean lost = new AtomicBoolean();
    server.faults(
        request ->
            !lost.get() && !request.method().equals("PUT")
                ? Fault.NONE
                : lost.getAndSet(true)
                    ? new Fault.Refused(403, "AccessDenied")
                    : new Fault.AnswerLost());
  }

  /** It may be upkeep's answer that gets lost: then the commit is refused, and tried again. */
  private static void assertInDoubt(
      LoopbackS3 server, ThrowingCallable before, ThrowingCallable commit) {
    SQLException told;
    int attempts = 0;
    do {
      assertThat(attempts++).as("others' answers that got lost").isLessThan(10);
      try {
        before.call();
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
      loseTheNextAnswerAndAllRights(server);
      told = catchThrowableOfType(SQLException.class, commit);
      server.faults(request -> Fault.NONE);
      assertThat(told.getMessage()).contains("AccessDenied");
    } while (told.getSQLState().equals("58030"));
    assertThat(told.getSQLState()).isEqualTo("08007");
    assertThat(told.getMessage()).contains("may or may not have been committed");
  }

  @Test
  void onABucket() throws Exception {
    try (LoopbackS3 server = new LoopbackS3()) {
      String url =
          "jdbc:travertine:s3://bucket/db;endpoint="
              + server.endpoint()
              + ";accessKeyId=a;secretAccessKey=b;pubsub=none";
      Fault denied = new Fault.Refused(403, "AccessDenied");
      Fault gone = new Fault.Refused(404, "NoSuchBucket");
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute(CREATE);
        insert(connection, 0, LARGE);
        server.faults(request -> request.path().contains("/blob/") ? denied : Fault.NONE);
        assertRefused(connection, LARGE, "AccessDenied", "let these credentials", "blob/s");
        insert(connection, 1, 10);
        server.faults(request -> request.method().equals("PUT") ? denied : Fault.NONE);
        assertRefused(connection, 10, "AccessDenied", "let these credentials", "consensus/");
        assertThat(rows(connection)).isEqualTo(2);
        server.faults(request -> gone);
        assertThatThrownBy(() -> rows(connection))
            .isInstanceOf(SQLException.class)
            .hasMessageContainingAll("NoSuchBucket", "create the bucket");
        server.faults(request -> Fault.NONE);
        insert(connection, 2, LARGE);
        assertThat(rows(connection)).isEqualTo(3);
      }
      try (Connection again = DriverManager.getConnection(url)) {
        assertThat(rows(again)).isEqualTo(3);
      }
    }
  }
}
