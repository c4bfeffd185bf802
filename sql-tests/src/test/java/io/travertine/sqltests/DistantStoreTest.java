package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.location.Racers;
import io.travertine.persist.location.postgres.PostgresProxy;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.location.s3.Fault;
import io.travertine.persist.location.s3.LoopbackS3;
import io.travertine.persist.location.s3.S3Exchange;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Commits to a store that is 60 ms away from a request to its answer. Rates are printed; what is
 * asserted are the requests that make them, so that a busy machine changes nothing: appends to one
 * log come one after the other, so that commits by append are commits in 60 ms.
 */
@ExtendWith(PostgresServers.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DistantStoreTest {

  private static final int DELAY_MILLIS = 60;

  private static final int THREADS = 32;
  private static final int COMMITS_OF_EACH = Integer.getInteger("travertine.distant.commits", 12);
  private static final double COMMITS_A_SECOND = 200;

  private static final int COMMITS_OF_ONE = 20;
  private static final double COMMITS_A_SECOND_OF_ONE = 6;

  /** More than upkeep takes part in. */
  private static final int RUNS_MOST = 200;

  /** Where all commits are appended. */
  private static final String TRANSACTIONS = "s00000000-0000-4000-8000-74786e6c6f67";

  /** A place, and how often something was appended to the log of transactions there. */
  private record Distant(String name, String location, IntSupplier appends) {}

  @Test
  void aBucketTakesManyCommitsAtATimeAndOneAfterTheOther() throws Exception {
    try (LoopbackS3 server = new LoopbackS3()) {
      AtomicInteger appends = new AtomicInteger();
      server.faults(
          request -> {
            if (isAppend(request)) {
              appends.incrementAndGet();
            }
            return Fault.NONE;
          });
      run(
          new Distant(
              "S3",
              "s3://bucket/db;endpoint="
                  + server.endpoint()
                  + ";accessKeyId=a;secretAccessKey=b;pubsub=none",
              appends::get),
          () -> server.delay(DELAY_MILLIS));
    }
  }

  private static boolean isAppend(S3Exchange request) {
    return request.kind().equals("create")
        && request.path().contains("/consensus/" + TRANSACTIONS + "/");
  }

  @Test
  void aPostgresTakesManyCommitsAtATimeAndOneAfterTheOther(PostgresServer server) throws Exception {
    String schema = server.newSchema();
    try (PostgresProxy proxy = new PostgresProxy(server)) {
      Distant distant =
          new Distant("PostgreSQL", proxy.through(server, schema), () -> head(server, schema));
      run(distant, () -> proxy.delay(DELAY_MILLIS));
      proxy.delay(0);
      try (Connection connection = connect(distant);
          Statement statement = connection.createStatement()) {
        assertThat(least(proxy, 1, () -> insert(statement, 1))).isEqualTo(1);
        assertThat(least(proxy, 2, () -> update(statement))).isEqualTo(2);
      }
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  /**
   * The least round trips of many runs, as what is done in the background adds to some; or the
   * first that are as few as expected.
   */
  private static int least(PostgresProxy proxy, int expected, Work work) throws SQLException {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < RUNS_MOST && least > expected; i++) {
      int before = proxy.roundTrips();
      work.run();
      least = Math.min(least, proxy.roundTrips() - before);
    }
    return least;
  }

  private static void update(Statement statement) throws SQLException {
    statement.executeUpdate("UPDATE stone SET hardness = hardness + 1 WHERE name = 'granite'");
  }

  /** Seqnos have no gaps. */
  private static int head(PostgresServer server, String schema) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT seqno FROM " + schema + ".head WHERE key = '" + TRANSACTIONS + "'")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void run(Distant store, Runnable moveAway) throws Exception {
    try (Connection connection = connect(store);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE stone (name VARCHAR(20), hardness INTEGER)");
      statement.executeUpdate("INSERT INTO stone VALUES ('granite', 6)");
      moveAway.run();
      measure(store, THREADS, COMMITS_OF_EACH, COMMITS_A_SECOND);
      measure(store, 1, COMMITS_OF_ONE, COMMITS_A_SECOND_OF_ONE);
      try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM stone")) {
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(1 + THREADS * COMMITS_OF_EACH + COMMITS_OF_ONE);
      }
    }
  }

  private static void measure(Distant store, int threads, int commitsOfEach, double wanted)
      throws Exception {
    int before = store.appends().getAsInt();
    long began = System.nanoTime();
    Racers.race(
        threads,
        thread -> {
          try (Connection connection = connect(store);
              Statement statement = connection.createStatement()) {
            insert(statement, commitsOfEach);
          }
          return 0;
        });
    double seconds = (System.nanoTime() - began) / 1e9;
    int appends = store.appends().getAsInt() - before;
    int commits = threads * commitsOfEach;
    System.out.printf(
        Locale.ROOT,
        "%s, %d ms away, %d threads: %d commits in %.1f s (%.1f a second) by %d appends%n",
        store.name(),
        DELAY_MILLIS,
        threads,
        commits,
        seconds,
        commits / seconds,
        appends);
    assertThat(commits / (appends * DELAY_MILLIS / 1_000.0))
        .as("%s, %s threads: commits a second, %s appends", store.name(), threads, appends)
        .isGreaterThan(wanted);
    assertThat(commits / seconds).as("on a machine that does much else").isGreaterThan(wanted / 5);
  }

  private static void insert(Statement statement, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      statement.executeUpdate("INSERT INTO stone VALUES ('marble', 3)");
    }
  }

  private static Connection connect(Distant store) throws SQLException {
    return DriverManager.getConnection("jdbc:travertine:" + store.location());
  }
}
