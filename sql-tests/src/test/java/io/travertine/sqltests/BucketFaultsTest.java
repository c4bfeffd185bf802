package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.location.s3.Fault;
import io.travertine.persist.location.s3.LoopbackS3;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Writers of two processes on one bucket, while everything that can go wrong with S3 does. */
class BucketFaultsTest {

  private static final List<Fault> FAULTS =
      List.of(
          new Fault.Refused(409, "ConditionalRequestConflict"),
          new Fault.Refused(429, "TooManyRequests"),
          new Fault.Refused(500, "InternalError"),
          new Fault.Refused(503, "SlowDown"),
          new Fault.DoneButRefused(500, "InternalError"),
          new Fault.DoneButRefused(412, "PreconditionFailed"),
          new Fault.RequestLost(),
          new Fault.AnswerLost(),
          new Fault.AnswerCut(),
          new Fault.Slow(50));

  private static final int THREADS = 4;
  private static final int ROWS = 40;

  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();

  @Test
  void whatIsAcknowledgedIsThereOnce() throws Exception {
    long seed = Long.getLong("travertine.s3.seed", System.nanoTime());
    System.out.println("faults of seed " + seed);
    try (LoopbackS3 server = new LoopbackS3();
        Connection calm = connect(server, "127.0.0.1");
        Statement statement = calm.createStatement()) {
      statement.execute("CREATE TABLE stone (id INTEGER)");
      statement.execute("CREATE TABLE counter (id INTEGER PRIMARY KEY, hits INTEGER)");
      statement.executeUpdate("INSERT INTO counter VALUES (1, 0)");
      Random random = new Random(seed);
      server.faults(
          request -> {
            synchronized (random) {
              return random.nextInt(100) < 12
                  ? FAULTS.get(random.nextInt(FAULTS.size()))
                  : Fault.NONE;
            }
          });
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        writers.add(
            threads.submit(
                () -> write(server, thread % 2 == 0 ? "127.0.0.1" : "localhost", thread)));
      }
      int counted = 0;
      int inDoubt = 0;
      for (Future<Integer> writer : writers) {
        counted += writer.get(2, TimeUnit.MINUTES);
      }
      inDoubt = (int) unknown.stream().filter(id -> id < 0).count();
      threads.shutdown();
      server.faults(request -> Fault.NONE);
      Map<Integer, Integer> found = new HashMap<>();
      try (ResultSet rows = statement.executeQuery("SELECT id, count(*) FROM stone GROUP BY id")) {
        while (rows.next()) {
          found.put(rows.getInt(1), rows.getInt(2));
        }
      }
      assertThat(found.values()).as("seed %s", seed).containsOnly(1);
      assertThat(found.keySet()).as("seed %s", seed).containsAll(acknowledged);
      assertThat(found.keySet())
          .as("seed %s", seed)
          .allMatch(id -> acknowledged.contains(id) || unknown.contains(id));
      try (ResultSet hits = statement.executeQuery("SELECT hits FROM counter")) {
        hits.next();
        assertThat(hits.getInt(1)).as("seed %s", seed).isBetween(counted, counted + inDoubt);
      }
      assertThat(acknowledged.size()).as("most succeed").isGreaterThan(THREADS * ROWS / 2);
    }
  }

  @Test
  void whoFindsNobodyIsToldThatTheDatabaseCannotBeOpened() throws Exception {
    try (LoopbackS3 server = new LoopbackS3()) {
      server.stop();
      assertThatThrownBy(() -> connect(server, "127.0.0.1").close())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessageStartingWith("cannot open the database at s3://bucket/")
          .hasMessageContaining("refused")
          .hasMessageNotContaining("secret-of-tests");
    }
  }

  @Test
  void aTimeoutEndsACommitThatNobodyAnswers() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (LoopbackS3 server = new LoopbackS3();
        Connection connection = connect(server, "127.0.0.1");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE stone (id INTEGER)");
      statement.executeUpdate("INSERT INTO stone VALUES (1)");
      statement.setQueryTimeout(1);
      server.stop();
      Future<Integer> insert =
          threads.submit(() -> statement.executeUpdate("INSERT INTO stone VALUES (2)"));
      try {
        assertThatThrownBy(() -> insert.get(30, TimeUnit.SECONDS))
            .cause()
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"))
            .hasMessageContaining("may or may not");
      } finally {
        server.resume();
      }
      statement.setQueryTimeout(0);
      statement.executeUpdate("INSERT INTO stone VALUES (3)");
      try (ResultSet rows =
          statement.executeQuery("SELECT id, count(*) FROM stone WHERE id <> 2 GROUP BY id")) {
        for (int i = 0; i < 2; i++) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(2)).isEqualTo(1);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoMisspeltTheUrlIsNotToldOfInternalErrors() {
    assertThatThrownBy(
            () -> DriverManager.getConnection("jdbc:travertine:s3://bucket/p;pathStyle=maybe"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
        .hasMessageStartingWith("cannot open the database at s3://bucket/p?pathStyle=maybe: ")
        .hasMessageNotContaining("internal error");
  }

  /** How often it counted. */
  private int write(LoopbackS3 server, String host, int thread) throws SQLException {
    int counted = 0;
    try (Connection connection = connect(server, host);
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < ROWS; i++) {
        int id = thread * 1_000 + i;
        try {
          statement.executeUpdate("INSERT INTO stone VALUES (" + id + ")");
          acknowledged.add(id);
        } catch (SQLException e) {
          unknown.add(id);
        }
        if (i % 4 == 0) {
          try {
            statement.executeUpdate("UPDATE counter SET hits = hits + 1 WHERE id = 1");
            counted++;
          } catch (SQLException e) {
            unknown.add(-1 - id);
          }
        }
      }
    }
    return counted;
  }

  private static Connection connect(LoopbackS3 server, String host) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:travertine:s3://bucket/db;endpoint="
            + server.endpoint().replace("127.0.0.1", host)
            + ";accessKeyId=a;secretAccessKey=b;pubsub=none");
  }
}
