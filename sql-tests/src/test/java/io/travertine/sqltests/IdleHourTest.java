package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.Execution;
import io.travertine.calcite.schema.SessionOptions;
import io.travertine.calcite.schema.SqlSession;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.VirtualTime;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.MeteredBlob;
import io.travertine.persist.location.decorators.MeteredConsensus;
import io.travertine.persist.location.decorators.OperationCounts;
import io.travertine.persist.location.postgres.PostgresProxy;
import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.postgres.PostgresServers;
import io.travertine.persist.location.s3.LoopbackS3;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.pubsub.PubSubConnector;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * An hour of a connection that does nothing, in a time of its own: what is due in the background is
 * done, and what that asks of the store is counted.
 */
@ExtendWith(PostgresServers.class)
class IdleHourTest {

  private static final long REQUESTS_MOST = 60;
  private static final int TABLES = 10;

  private final VirtualTime time = new VirtualTime();
  private final OperationCounts operations = new OperationCounts();

  private Database open(String location) {
    PersistLocation place = PersistLocation.of(location);
    OpenLocation opened =
        Locations.standard().open(place, new OpenOptions(Access.READ_WRITE, time, Seed.secure()));
    PersistConfig config =
        PersistConfig.defaults().withClock(time).withPubSub(PubSubConnector.none());
    return Database.alone(
        place,
        PersistClient.openAlone(
            new OpenLocation(
                opened.location(),
                new MeteredBlob(opened.blob(), time, operations),
                new MeteredConsensus(opened.consensus(), time, operations)),
            config,
            time));
  }

  private static void run(SqlSession session, String... statements) {
    for (String sql : statements) {
      session.prepare(sql).execute(new Object[0], Execution.unlimited());
    }
  }

  /** How many requests there are in an hour, a few minutes after the last statement. */
  private long ofAnHour(LongSupplier requests) {
    time.pass(TimeUnit.MINUTES.toNanos(5));
    long before = requests.getAsLong();
    time.pass(TimeUnit.HOURS.toNanos(1));
    return requests.getAsLong() - before;
  }

  private void isQuiet(String location, LongSupplier requests) {
    try (Database database = open(location);
        SqlSession session = database.connect(SessionOptions.defaults())) {
      int written = 0;
      for (int tables : List.of(0, 1, TABLES)) {
        while (written < tables) {
          write(session, written++);
        }
        long count = ofAnHour(requests);
        System.out.printf(
            Locale.ROOT,
            "%s, %d tables used: %d requests in an idle hour%n",
            location.replaceAll(":.*", ""),
            tables,
            count);
        assertThat(count)
            .as("%s, %s tables used", location, tables)
            .isLessThanOrEqualTo(REQUESTS_MOST);
      }
    }
  }

  private static void write(SqlSession session, int table) {
    run(
        session,
        "CREATE TABLE t" + table + " (id INTEGER, v VARCHAR(20))",
        "INSERT INTO t" + table + " VALUES (1, 'one'), (2, 'two')",
        "UPDATE t" + table + " SET v = 'three' WHERE id = 1");
  }

  @Test
  void onADirectory(@TempDir Path directory) {
    isQuiet("file:" + directory.resolve("db"), operations::started);
  }

  @Test
  void onAPostgres(PostgresServer server) throws Exception {
    try (PostgresProxy proxy = new PostgresProxy(server)) {
      isQuiet(proxy.through(server, server.newSchema()), proxy::roundTrips);
    }
  }

  @Test
  void onABucket() throws Exception {
    try (LoopbackS3 server = new LoopbackS3()) {
      long[] seen = {0};
      isQuiet(
          server.uri("db"),
          () -> {
            seen[0] += server.takeRequests().size();
            return seen[0];
          });
    }
  }
}
