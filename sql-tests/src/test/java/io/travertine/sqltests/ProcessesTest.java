package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several JVMs on one directory or one PostgreSQL, some of which die. */
@ExtendWith(PostgresServers.class)
class ProcessesTest {

  private static final int ROWS_EACH = 1_000;
  private static final int COMMITS_BEFORE_A_KILL_MOST = 60;

  /** Where the database is. */
  enum Place {
    DIRECTORY(4),
    POSTGRES(2);

    private final int kills;

    Place(int kills) {
      this.kills = kills;
    }
  }

  private final Path parent;
  private final PostgresServer server;
  private String location = "";

  ProcessesTest(@TempDir Path parent, PostgresServer server) {
    this.parent = parent;
    this.server = server;
  }

  private void choose(Place place) {
    location = place == Place.DIRECTORY ? "file:" + parent.resolve("db") : server.newDatabase();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:travertine:" + location);
  }

  private void createTable() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE log (writer INTEGER NOT NULL, n INTEGER NOT NULL)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoProcessesInsertIntoOneTableAndNoRowIsLostOrDoubled(Place place) throws Exception {
    choose(place);
    createTable();
    try (WriterProcess one = WriterProcess.start(location, parent, 1, ROWS_EACH);
        WriterProcess two = WriterProcess.start(location, parent, 2, ROWS_EACH)) {
      assertThat(drain(one)).as(log(1)).isEqualTo(ROWS_EACH);
      assertThat(drain(two)).as(log(2)).isEqualTo(ROWS_EACH);
      assertThat(one.exitValue()).isZero();
      assertThat(two.exitValue()).isZero();
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT writer, COUNT(*), COUNT(DISTINCT n), MIN(n), MAX(n) FROM log"
                    + " GROUP BY writer ORDER BY writer")) {
      for (int writer = 1; writer <= 2; writer++) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(writer);
        assertThat(rows.getInt(2)).isEqualTo(ROWS_EACH);
        assertThat(rows.getInt(3)).isEqualTo(ROWS_EACH);
        assertThat(rows.getInt(4)).isZero();
        assertThat(rows.getInt(5)).isEqualTo(ROWS_EACH - 1);
      }
      assertThat(rows.next()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKilledWriterLeavesEveryRowItHasAcknowledged(Place place) throws Exception {
    choose(place);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    createTable();
    for (int writer = 0; writer < place.kills; writer++) {
      int killAfter = random.nextInt(COMMITS_BEFORE_A_KILL_MOST);
      TreeSet<Integer> acknowledged = new TreeSet<>();
      try (WriterProcess process =
          WriterProcess.start(location, parent, writer, Integer.MAX_VALUE)) {
        Optional<Integer> next = process.acknowledged();
        assertThat(next).as(log(writer)).isPresent();
        while (next.isPresent()) {
          acknowledged.add(next.get());
          if (acknowledged.size() > killAfter) {
            process.kill();
          }
          next = process.acknowledged();
        }
        process.exitValue();
      }
      TreeSet<Integer> found = rowsOf(writer);
      assertThat(found).as("seed %s, writer %s", seed, writer).containsAll(acknowledged);
      // The last commit may have happened without anybody being told.
      assertThat(found).hasSizeLessThanOrEqualTo(acknowledged.last() + 2);
      assertThat(found.last()).isEqualTo(found.size() - 1);
    }
  }

  /** What a writer has left; opens the database anew. */
  private TreeSet<Integer> rowsOf(int writer) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT n FROM log WHERE writer = " + writer)) {
      TreeSet<Integer> found = new TreeSet<>();
      while (rows.next()) {
        assertThat(found.add(rows.getInt(1))).as("%s is there once", rows.getInt(1)).isTrue();
      }
      return found;
    }
  }

  private static int drain(WriterProcess process) throws IOException {
    int acknowledged = 0;
    while (process.acknowledged().isPresent()) {
      acknowledged++;
    }
    return acknowledged;
  }

  private String log(int writer) throws IOException {
    Path log = parent.resolve("writer-" + writer + ".log");
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
