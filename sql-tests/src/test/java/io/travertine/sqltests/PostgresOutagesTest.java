package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.location.Racers;
import io.travertine.persist.location.postgres.PostgresProxy;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What JDBC shows of a PostgreSQL that fails: nothing that passes, and clearly what does not. */
@ExtendWith(PostgresServers.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PostgresOutagesTest {

  private static final int WRITERS = 2;
  private static final int ROWS_EACH = 25;

  private final PostgresServer server;
  private final String schema;

  PostgresOutagesTest(PostgresServer server) {
    this.server = server;
    this.schema = server.newSchema();
  }

  private static Connection connect(String location) throws SQLException {
    return DriverManager.getConnection("jdbc:travertine:" + location);
  }

  private static String counts(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT w * 1000 + n) FROM log")) {
      row.next();
      return row.getInt(1) + " rows, " + row.getInt(2) + " different";
    }
  }

  private static void insert(Connection connection, int writer, int n) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO log VALUES (?, ?)")) {
      insert.setInt(1, writer);
      insert.setInt(2, n);
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
  }

  private static void createTable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE log (w INTEGER NOT NULL, n INTEGER NOT NULL)");
    }
  }

  @Test
  void whoOpensWhileAConnectionBreaksNoticesNothing() throws Exception {
    try (PostgresProxy proxy = new PostgresProxy(server)) {
      proxy.loseRequest();
      try (Connection connection = connect(proxy.through(server, schema))) {
        assertThat(proxy.hasLost()).isTrue();
        createTable(connection);
      }
    }
  }

  @Test
  void whoIsRefusedIsToldAtOnce() {
    String refused =
        server.database(schema).replaceFirst("//[^@]*@", "//nobody_" + schema + ":wrong-one@");
    assertThatThrownBy(() -> connect(refused))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
        .hasMessageContaining("check user and password")
        .hasMessageNotContaining("wrong-one");
  }

  @Test
  void nobodyNoticesLostAnswersAndConnections() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    AtomicInteger writing = new AtomicInteger(WRITERS);
    try (PostgresProxy proxy = new PostgresProxy(server);
        Connection connection = connect(proxy.through(server, schema))) {
      createTable(connection);
      Racers.race(
          WRITERS + 1,
          racer -> {
            if (racer == WRITERS) {
              lose(proxy, random, writing);
              return 0;
            }
            try (Connection mine = connect(proxy.through(server, schema))) {
              for (int n = 0; n < ROWS_EACH; n++) {
                insert(mine, racer, n);
              }
            } finally {
              writing.decrementAndGet();
            }
            return 0;
          });
      int rows = WRITERS * ROWS_EACH;
      assertThat(counts(connection))
          .as("seed %s", seed)
          .isEqualTo(rows + " rows, " + rows + " different");
    }
    try (Connection again = connect(server.database(schema))) {
      assertThat(counts(again)).as("seed %s", seed).startsWith(WRITERS * ROWS_EACH + " rows");
    }
  }

  private static void lose(PostgresProxy proxy, Random random, AtomicInteger writing) {
    while (writing.get() > 0) {
      int next = proxy.roundTrips() + 5 + random.nextInt(30);
      while (proxy.roundTrips() < next && writing.get() > 0) {
        Thread.onSpinWait();
      }
      switch (random.nextInt(4)) {
        case 0 -> proxy.cut();
        case 1 -> proxy.loseRequest();
        default -> proxy.loseAnswer("INSERT 0 1");
      }
      while (!proxy.hasLost() && writing.get() > 0) {
        Thread.onSpinWait();
      }
    }
    proxy.loseNothing();
  }

  @Test
  void aFullDiskAndLostRightsAreToldAndLeaveTheDatabaseUsable() throws Exception {
    String clerk = "clerk_" + schema;
    try (Connection owner = connect(server.database(schema))) {
      createTable(owner);
    }
    server.run(
        "CREATE USER " + clerk,
        "GRANT USAGE ON SCHEMA " + schema + " TO " + clerk,
        "GRANT ALL ON ALL TABLES IN SCHEMA " + schema + " TO " + clerk);
    List<String> breaks =
        List.of(
            "REVOKE INSERT ON %s.version FROM %s".formatted(schema, clerk),
            ("CREATE FUNCTION %s.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
                    + " 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;"
                    + "CREATE TRIGGER full_disk BEFORE INSERT ON %s.version EXECUTE FUNCTION %s.full()")
                .formatted(schema, schema, schema));
    List<String> repairs =
        List.of(
            "GRANT INSERT ON %s.version TO %s".formatted(schema, clerk),
            "DROP TRIGGER full_disk ON %s.version".formatted(schema));
    List<String> told = List.of("permission denied", "free some space");
    try (Connection connection =
        connect(server.database(schema).replaceFirst("//[^@]*@", "//" + clerk + "@"))) {
      insert(connection, 0, 0);
      for (int i = 0; i < breaks.size(); i++) {
        int fault = i;
        server.run(breaks.get(i));
        assertThatThrownBy(() -> insert(connection, 9, fault))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("58030"))
            .hasMessageContaining(told.get(i))
            .hasMessageContaining(schema);
        assertThat(counts(connection)).isEqualTo(1 + i + " rows, " + (1 + i) + " different");
        server.run(repairs.get(i));
        insert(connection, 0, 1 + i);
      }
      assertThat(counts(connection)).isEqualTo("3 rows, 3 different");
    }
  }
}
