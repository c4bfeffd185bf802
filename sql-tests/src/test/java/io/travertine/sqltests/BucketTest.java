package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.location.s3.LoopbackS3;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database in a bucket, and nothing else. */
class BucketTest {

  private static final String SECRET = "very/secret+key";

  private LoopbackS3 server;

  @BeforeEach
  void start() throws IOException {
    server = new LoopbackS3();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Connection connect() throws SQLException {
    return connect(server.endpoint());
  }

  private Connection connect(String endpoint) throws SQLException {
    return DriverManager.getConnection(url(endpoint));
  }

  private static String url(String endpoint) {
    return "jdbc:travertine:s3://bucket/some/where;endpoint="
        + endpoint
        + ";accessKeyId=someone;secretAccessKey="
        + SECRET
        + ";pubsub=none";
  }

  private static long count(Statement statement, String what) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + what)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** A millisecond that is over, and began after this was called. */
  private static long millisPassed() {
    long next = System.currentTimeMillis() + 1;
    while (System.currentTimeMillis() <= next) {
      Thread.onSpinWait();
    }
    return next;
  }

  @Test
  void keepsTablesAndTheirPast() throws SQLException {
    long then;
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE stone (name VARCHAR(20) PRIMARY KEY, hardness INTEGER)");
      statement.executeUpdate("INSERT INTO stone VALUES ('granite', 6), ('marble', 3)");
      then = millisPassed() * 1_000;
      statement.executeUpdate("DELETE FROM stone WHERE name = 'marble'");
    }
    assertThat(server.names()).allMatch(name -> name.startsWith("some/where/"));
    try (Connection again = connect();
        Statement statement = again.createStatement()) {
      assertThat(count(statement, "stone")).isEqualTo(1);
      assertThat(count(statement, "stone FOR SYSTEM_TIME AS OF " + then)).isEqualTo(2);
    }
  }

  /** Another name of the same server is another location to this process, so nothing is shared. */
  @Test
  void twoClientsAtOnceLoseNothing() throws Exception {
    String other = server.endpoint().replace("127.0.0.1", "localhost");
    try (Connection one = connect();
        Connection two = connect(other);
        Statement here = one.createStatement();
        Statement there = two.createStatement()) {
      here.execute("CREATE TABLE stone (name VARCHAR(20) PRIMARY KEY, hits INTEGER)");
      here.executeUpdate("INSERT INTO stone VALUES ('granite', 0)");
      ExecutorService threads = Executors.newFixedThreadPool(2);
      List<Future<Boolean>> running = new ArrayList<>();
      for (Statement statement : List.of(here, there)) {
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 15; i++) {
                    statement.executeUpdate("UPDATE stone SET hits = hits + 1");
                  }
                  return true;
                }));
      }
      for (Future<Boolean> each : running) {
        each.get(1, TimeUnit.MINUTES);
      }
      threads.shutdown();
      for (Statement statement : List.of(here, there)) {
        try (ResultSet hits = statement.executeQuery("SELECT hits FROM stone")) {
          hits.next();
          assertThat(hits.getInt(1)).isEqualTo(30);
        }
      }
    }
  }

  /** By the least of several tries: what is done in the background meanwhile only adds to it. */
  @Test
  void aLoneStatementTakesAtMostOneReadOfTheLogAndACommitOneWrite() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE stone (name VARCHAR(20), hardness INTEGER)");
      statement.executeUpdate("INSERT INTO stone VALUES ('granite', 6)");
      assertThat(tries(() -> statement.executeUpdate("INSERT INTO stone VALUES ('marble', 3)")))
          .contains(Map.of("create", 1));
      for (String change :
          List.of(
              "UPDATE stone SET hardness = hardness + 1 WHERE name = 'marble'",
              "DELETE FROM stone WHERE name = 'granite' OR hardness > 100")) {
        assertThat(tries(() -> statement.executeUpdate(change)))
            .as(change)
            .contains(Map.of("get", 1, "create", 1));
        statement.executeUpdate("INSERT INTO stone VALUES ('granite', 6)");
      }
      assertThat(tries(() -> count(statement, "stone"))).contains(Map.of("get", 1));
    }
  }

  @Test
  void noCommitTakesMoreThanTwoRequestsAndThatOfATransactionOne() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE stone (id INTEGER PRIMARY KEY, hardness INTEGER)");
      statement.execute("CREATE TABLE quarry (id INTEGER, country VARCHAR(20))");
      AtomicInteger id = new AtomicInteger();
      List<Supplier<String>> changes =
          List.of(
              () -> "INSERT INTO stone VALUES (%s, 3)".formatted(id.incrementAndGet()),
              () -> "UPSERT INTO stone VALUES (%s, 4)".formatted(id.incrementAndGet() % 7),
              () ->
                  "INSERT INTO stone VALUES (%s, 5) ON CONFLICT (id) DO UPDATE SET hardness = 6"
                      .formatted(id.incrementAndGet()),
              () ->
                  "MERGE INTO quarry USING stone ON quarry.id = stone.id AND stone.id < 3"
                      + " WHEN MATCHED THEN UPDATE SET country = 'Italy'"
                      + " WHEN NOT MATCHED THEN INSERT VALUES (stone.id, 'Spain')",
              () -> "DELETE FROM stone WHERE id = 2");
      for (Supplier<String> change : changes) {
        String first = change.get();
        statement.executeUpdate(first);
        assertThat(tries(() -> statement.executeUpdate(change.get())))
            .as(first)
            .anyMatch(counts -> counts.values().stream().mapToInt(each -> each).sum() <= 2);
      }
      connection.setAutoCommit(false);
      List<Map<String, Integer>> commits = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        statement.executeUpdate("INSERT INTO quarry VALUES (1, 'Greece')");
        statement.executeUpdate("UPDATE stone SET hardness = hardness + 1");
        server.takeRequests();
        connection.commit();
        commits.add(server.takeCounts());
      }
      assertThat(commits).contains(Map.of("create", 1));
    }
  }

  /** While a write is under way, those who come meanwhile wait for the next, together. */
  @Test
  void threadsShareWrites() throws Exception {
    int threads = 16;
    int inserts = 10;
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE stone (name VARCHAR(20), hardness INTEGER)");
      statement.executeUpdate("INSERT INTO stone VALUES ('granite', 6)");
      server.delay(60);
      server.takeRequests();
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      List<Future<Boolean>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(() -> insert(inserts)));
      }
      for (Future<Boolean> each : running) {
        each.get(1, TimeUnit.MINUTES);
      }
      pool.shutdown();
      assertThat(server.takeCounts().get("create")).isLessThan(threads * inserts / 2);
      assertThat(count(statement, "stone")).isEqualTo(1 + threads * inserts);
    }
  }

  private boolean insert(int rows) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < rows; i++) {
        statement.executeUpdate("INSERT INTO stone VALUES ('marble', 3)");
      }
      return true;
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  /** The requests of several runs, by kind. */
  private List<Map<String, Integer>> tries(Work work) throws SQLException {
    List<Map<String, Integer>> tries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      server.takeRequests();
      work.run();
      tries.add(server.takeCounts());
    }
    return tries;
  }

  @Test
  void whatCannotBeReachedIsSaidWithoutSecrets() throws IOException {
    String endpoint = server.endpoint();
    server.close();
    assertThatThrownBy(() -> connect(endpoint))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("s3://bucket/some/where")
        .hasMessageNotContaining(SECRET)
        .hasMessageNotContaining("secret/");
    assertThatThrownBy(() -> DriverManager.getConnection(url(endpoint) + ";asof="))
        .isInstanceOf(SQLException.class)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void optionsOfABucketNeedOne() {
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:travertine:mem:x;region=eu-west-1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("region");
  }
}
