package io.travertine.sqltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.DatabaseOptions;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.s3.Fault;
import io.travertine.persist.location.s3.LoopbackS3;
import io.travertine.server.ServerOptions;
import io.travertine.server.TravertineServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What JDBC does while the store of an open database is away: it waits no longer than it was told.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StoreAwayTest implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 30;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final LoopbackS3 server = new LoopbackS3();
  private final Connection connection = connect("");
  private final Statement statement = connection.createStatement();

  StoreAwayTest() throws IOException, SQLException {
    statement.execute("CREATE TABLE stone (id INTEGER)");
    statement.executeUpdate("INSERT INTO stone VALUES (1)");
  }

  private Connection connect(String options) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:travertine:s3://bucket/db;endpoint="
            + server.endpoint()
            + ";accessKeyId=a;secretAccessKey=b;pubsub=none"
            + options);
  }

  @AfterEach
  @Override
  public void close() throws Exception {
    server.stop();
    server.resume();
    connection.close();
    threads.shutdownNow();
    server.close();
  }

  /** What {@code work} gives, which is done on another thread, as it may never end. */
  private <T> T inTime(Callable<T> work) throws Exception {
    try {
      return threads.submit(work).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw e;
    }
  }

  private AbstractThrowableAssert<?, ?> failing(String state, Callable<?> work) {
    return assertThatThrownBy(() -> inTime(work))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  private static Callable<Boolean> doing(Work work) {
    return () -> {
      work.run();
      return true;
    };
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void assertRows(int least, int most) throws SQLException {
    try (Statement counting = connection.createStatement();
        ResultSet rows = counting.executeQuery("SELECT count(*) FROM stone")) {
      rows.next();
      assertThat(rows.getInt(1)).isBetween(least, most);
    }
  }

  @Test
  void whoOpensADatabaseHoldsNobodyBackWhoOpensAnother() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    server.faults(
        request -> {
          asked.countDown();
          return new Fault.Slow(2_000);
        });
    Future<Connection> slow = threads.submit(this::connectAsAnother);
    assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    DriverManager.getConnection("jdbc:travertine:mem:beside;loginTimeout=3").close();
    server.faults(request -> Fault.NONE);
    slow.get(PATIENCE_SECONDS, TimeUnit.SECONDS).close();
  }

  @Test
  void whoConnectsWaitsNoLongerThanTheUrlSays() throws Exception {
    server.stop();
    failing("08001", doing(() -> connect(";loginTimeout=1").close()))
        .hasMessageContaining("s3://bucket/db")
        .hasMessageContaining("within 1 s")
        .hasMessageContaining("loginTimeout");
    server.resume();
    connect(";loginTimeout=30").close();
  }

  @Test
  void whoConnectsWaitsNoLongerThanTheDriverManagerSays() throws Exception {
    int before = DriverManager.getLoginTimeout();
    DriverManager.setLoginTimeout(1);
    try {
      server.stop();
      failing("08001", doing(() -> connect("").close())).hasMessageContaining("within 1 s");
    } finally {
      DriverManager.setLoginTimeout(before);
    }
  }

  @Test
  void whoOpensWaitsNoLongerThanTheUrlSays() throws Exception {
    connection.close();
    server.delay(2_000);
    failing("08001", doing(() -> connect(";loginTimeout=1").close()))
        .hasMessageContaining("within 1 s");
    server.delay(0);
    connect(";loginTimeout=30").close();
  }

  @Test
  void aTimeoutEndsThatNumbersAreTaken() throws Exception {
    statement.execute(
        "CREATE TABLE numbered (id BIGINT GENERATED ALWAYS AS IDENTITY, name VARCHAR(10))");
    statement.setQueryTimeout(1);
    server.stop();
    failing(
        "57014", () -> statement.executeUpdate("INSERT INTO numbered (name) VALUES ('granite')"));
  }

  @Test
  void whoWaitsForObjectsHoldsNobodyBack() throws Exception {
    statement.execute("CREATE TABLE other (id INTEGER)");
    try (Connection patient = connectAsAnother();
        Connection hasty = connectAsAnother();
        Statement waiting = patient.createStatement();
        Statement timed = hasty.createStatement()) {
      timed.executeQuery("SELECT count(*) FROM other").close();
      CountDownLatch asked = new CountDownLatch(1);
      server.faults(
          request -> {
            if (request.path().contains("/blob/") && request.kind().equals("get")) {
              asked.countDown();
              return new Fault.RequestLost();
            }
            return Fault.NONE;
          });
      threads.submit(() -> waiting.executeQuery("SELECT count(*) FROM stone"));
      assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      inTime(doing(() -> timed.executeQuery("SELECT count(*) FROM other").close()));
      timed.setQueryTimeout(1);
      failing("57014", () -> timed.executeQuery("SELECT count(*) FROM stone"));
      waiting.cancel();
      server.faults(request -> Fault.NONE);
    }
  }

  /** As another process would: nothing of the tables is known there. */
  private Connection connectAsAnother() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:travertine:s3://bucket/db;endpoint="
            + server.endpoint().replace("127.0.0.1", "localhost")
            + ";accessKeyId=a;secretAccessKey=b;pubsub=none");
  }

  @Test
  void aTimeoutEndsThatATimeIsLookedFor() throws Exception {
    statement.setQueryTimeout(1);
    server.stop();
    failing(
        "57014",
        doing(() -> statement.executeQuery("SELECT * FROM stone AS OF CURRENT_TIMESTAMP").close()));
  }

  @Test
  void theNetworkTimeoutEndsWhatPreparesAStatement() throws Exception {
    connection.setNetworkTimeout(threads, 1_000);
    server.stop();
    failing("57014", doing(() -> connection.prepareStatement("SELECT * FROM stone").close()));
  }

  @Test
  void closingEndsTheCommitOfAConnection() throws Exception {
    connection.setAutoCommit(false);
    statement.executeUpdate("INSERT INTO stone VALUES (2)");
    Connection other = connect("");
    server.stop();
    AtomicReference<Thread> thread = new AtomicReference<>();
    Future<Boolean> commit =
        threads.submit(
            doing(
                () -> {
                  thread.set(Thread.currentThread());
                  connection.commit();
                }));
    while (thread.get() == null || !thread.get().getState().toString().endsWith("WAITING")) {
      Thread.onSpinWait();
    }
    inTime(doing(connection::close));
    assertThatThrownBy(() -> commit.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08007"))
        .hasMessageContaining("may or may not");
    server.resume();
    other.close();
  }

  @Test
  void aTimeoutEndsACommitInSql() throws Exception {
    statement.execute("START TRANSACTION");
    statement.executeUpdate("INSERT INTO stone VALUES (2)");
    statement.setQueryTimeout(1);
    server.stop();
    failing("57014", () -> statement.execute("COMMIT")).hasMessageContaining("may or may not");
    server.resume();
    statement.setQueryTimeout(0);
    statement.executeUpdate("INSERT INTO stone VALUES (3)");
    assertRows(2, 3);
  }

  @Test
  void cancelEndsACommitInSql() throws Exception {
    statement.execute("START TRANSACTION");
    statement.executeUpdate("INSERT INTO stone VALUES (2)");
    server.stop();
    threads.submit(
        doing(
            () -> {
              // What has not begun yet cannot be cancelled.
              for (int i = 0; i < 50; i++) {
                statement.cancel();
                LockSupport.parkNanos(100_000_000);
              }
            }));
    failing("57014", () -> statement.execute("COMMIT")).hasMessageContaining("may or may not");
  }

  @Test
  void theNetworkTimeoutEndsTheCommitOfAConnection() throws Exception {
    connection.setAutoCommit(false);
    statement.executeUpdate("INSERT INTO stone VALUES (2)");
    connection.setNetworkTimeout(threads, 1_000);
    server.stop();
    failing("08007", doing(connection::commit)).hasMessageContaining("may or may not");
    server.resume();
    connection.setNetworkTimeout(threads, 0);
    connection.setAutoCommit(true);
    statement.executeUpdate("INSERT INTO stone VALUES (3)");
    assertRows(2, 3);
  }

  @Test
  void aConnectionIsNotValidWhileItsStoreIsAway() throws Exception {
    assertThat(connection.isValid(30)).isTrue();
    server.stop();
    assertThat(inTime(() -> connection.isValid(1))).isFalse();
    server.resume();
    assertThat(connection.isValid(30)).isTrue();
  }

  @Test
  void aConnectionToAServerIsNotValidWhileItsStoreIsAway() throws Exception {
    PersistLocation location =
        PersistLocation.of(
            "s3://bucket/db?accessKeyId=a&secretAccessKey=b&endpoint=" + server.endpoint());
    try (Database database = Database.open(location, DatabaseOptions.defaults());
        TravertineServer http = TravertineServer.start(database, ServerOptions.defaults());
        Connection remote =
            DriverManager.getConnection("jdbc:travertine://localhost:" + http.port() + "/")) {
      assertThat(remote.isValid(30)).isTrue();
      server.stop();
      assertThat(inTime(() -> remote.isValid(1))).isFalse();
      failing(
          "08001",
          doing(
              () ->
                  DriverManager.getConnection(
                          "jdbc:travertine://localhost:" + http.port() + "/;loginTimeout=1")
                      .close()));
      server.resume();
      assertThat(remote.isValid(30)).isTrue();
    }
  }

  @Test
  void itTakesOneRequestToSeeThatAConnectionIsValid() throws Exception {
    int most = Integer.MAX_VALUE;
    for (int i = 0; i < 100 && most > 1; i++) {
      server.takeRequests();
      assertThat(connection.isValid(30)).isTrue();
      most = Math.min(most, server.takeRequests().size());
    }
    assertThat(most).isEqualTo(1);
  }
}
