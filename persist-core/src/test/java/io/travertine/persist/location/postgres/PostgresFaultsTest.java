package io.travertine.persist.location.postgres;

import static io.travertine.persist.location.Consensus.CasOutcome.COMMITTED;
import static io.travertine.persist.location.Consensus.CasOutcome.MISMATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.LocationUri;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Every fault ends as what it is, and what was acknowledged stays. */
@ParameterizedClass
@ArgumentsSource(PostgresServers.class)
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PostgresFaultsTest {

  private final PostgresServer server;
  private final String schema;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  PostgresFaultsTest(PostgresServer server) {
    this.server = server;
    this.schema = server.newSchema();
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  private static PostgresConsensus open(String uri) {
    return PostgresConsensus.open(
        PostgresPlace.parse(LocationUri.parse(uri), Map.of()), Access.READ_WRITE, Clock.system());
  }

  private static CasOutcome append(PostgresConsensus consensus, long seqNo) {
    return consensus.compareAndSet(
        "k",
        seqNo == 0 ? Optional.empty() : Optional.of(new SeqNo(seqNo - 1)),
        new Versioned(new SeqNo(seqNo), new byte[] {(byte) seqNo}));
  }

  private static long head(PostgresConsensus consensus) {
    return consensus.head("k").orElseThrow().seqNo().value();
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertDeterminate(
      Runnable call, boolean lasting) {
    return assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            DeterminateException.class, e -> assertThat(e.isLasting()).isEqualTo(lasting));
  }

  // ---- round trips

  @Test
  void everythingIsOneRoundTrip() throws Exception {
    try (PostgresProxy proxy = new PostgresProxy(server);
        PostgresConsensus consensus = open(proxy.through(server, schema))) {
      append(consensus, 0);
      int before = proxy.roundTrips();
      for (int i = 1; i <= 20; i++) {
        assertThat(append(consensus, i)).isEqualTo(COMMITTED);
      }
      assertThat(proxy.roundTrips() - before).isEqualTo(20);
      for (int i = 1; i <= 20; i++) {
        assertThat(append(consensus, i)).isEqualTo(MISMATCH);
        assertThat(append(consensus, 0)).isEqualTo(MISMATCH);
      }
      assertThat(proxy.roundTrips() - before).isEqualTo(60);
      before = proxy.roundTrips();
      for (int i = 1; i <= 10; i++) {
        assertThat(head(consensus)).isEqualTo(20);
        assertThat(consensus.scan("k", SeqNo.ZERO, 30)).hasSize(22 - i);
        assertThat(consensus.listKeys()).hasSize(1);
        assertThat(consensus.truncate("k", new SeqNo(i))).isEqualTo(1);
      }
      assertThat(proxy.roundTrips() - before).isEqualTo(40);
    }
  }

  /** HikariCP would ask it first whether it is alive. */
  @Test
  void aConnectionThatWasIdleForAWhileIsUsedRightAway() throws Exception {
    try (PostgresProxy proxy = new PostgresProxy(server);
        PostgresConsensus consensus = open(proxy.through(server, schema))) {
      append(consensus, 0);
      append(consensus, 1);
      int before = proxy.roundTrips();
      Clock.system().sleep(TimeUnit.MILLISECONDS.toNanos(700));
      append(consensus, 2);
      assertThat(proxy.roundTrips() - before).isEqualTo(1);
    }
  }

  // ---- lost halves of a round trip

  @Test
  void aLostAnswerLeavesTheOutcomeOpenAndTheCommitInPlace() throws Exception {
    try (PostgresProxy proxy = new PostgresProxy(server);
        PostgresConsensus consensus = open(proxy.through(server, schema))) {
      append(consensus, 0);
      proxy.loseAnswer("INSERT 0 1");
      assertThatThrownBy(() -> append(consensus, 1)).isInstanceOf(IndeterminateException.class);
      assertThat(proxy.hasLost()).isTrue();
      assertThat(head(consensus)).isEqualTo(1);
      assertThat(append(consensus, 1)).isEqualTo(MISMATCH);
      assertThat(append(consensus, 2)).isEqualTo(COMMITTED);
    }
  }

  @Test
  void aLostRequestLeavesTheOutcomeOpenAndNothingBehind() throws Exception {
    try (PostgresProxy proxy = new PostgresProxy(server);
        PostgresConsensus consensus = open(proxy.through(server, schema))) {
      append(consensus, 0);
      proxy.loseRequest();
      assertThatThrownBy(() -> append(consensus, 1)).isInstanceOf(IndeterminateException.class);
      assertThat(head(consensus)).isZero();
      assertThat(append(consensus, 1)).isEqualTo(COMMITTED);
      proxy.loseRequest();
      assertDeterminate(() -> consensus.head("k"), false);
      proxy.cut();
      retrying().retryExternal("head", soon(), () -> consensus.head("k"));
    }
  }

  @Test
  void aCommitOfALargeObjectIsOpenAndWhatComesBeforeItIsNot() throws Exception {
    try (PostgresProxy proxy = new PostgresProxy(server);
        PostgresBlob blob =
            PostgresBlob.open(
                PostgresPlace.parse(LocationUri.parse(proxy.through(server, schema)), Map.of()),
                Access.READ_WRITE,
                Clock.system())) {
      byte[] large = new byte[PostgresBlob.CHUNK_BYTES + 1];
      proxy.loseAnswer("COMMIT");
      assertThatThrownBy(() -> blob.set("k", large)).isInstanceOf(IndeterminateException.class);
      assertThat(blob.get("k")).isPresent();
      proxy.loseAnswer("INSERT 0 1");
      assertDeterminate(() -> blob.set("other", large), false);
      assertThat(blob.get("other")).isEmpty();
      blob.set("other", large);
    }
  }

  @Test
  void anInterruptEndsTheWaitForAServerThatSaysNothing() throws Exception {
    try (PostgresProxy proxy = new PostgresProxy(server);
        PostgresConsensus consensus = open(proxy.through(server, schema))) {
      append(consensus, 0);
      proxy.fallSilent();
      int before = proxy.roundTrips();
      Future<Boolean> waiting =
          threads.submit(
              () -> {
                try {
                  append(consensus, 1);
                  return false;
                } catch (CancelledException e) {
                  return Thread.interrupted();
                }
              });
      while (proxy.roundTrips() == before) {
        Thread.onSpinWait();
      }
      threads.shutdownNow();
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
      proxy.speak();
      assertThat(head(consensus)).isBetween(0L, 1L);
    }
  }

  @Test
  void aServerThatSaysNothingIsNotWaitedForForever() throws Exception {
    try (PostgresProxy proxy = new PostgresProxy(server);
        PostgresConsensus consensus =
            open(proxy.through(server, schema) + "&socketTimeout=1&connectionTimeout=500")) {
      append(consensus, 0);
      proxy.fallSilent();
      assertThatThrownBy(() -> append(consensus, 1)).isInstanceOf(IndeterminateException.class);
      assertDeterminate(() -> consensus.head("k"), false);
      proxy.speak();
      retrying().retryExternal("head", soon(), () -> consensus.head("k"));
    }
  }

  // ---- what the server does to a connection

  /** A compare-and-set that waits for the row of its key, which somebody holds. */
  private final class Waiting implements AutoCloseable {
    private final Connection holder;
    private final Future<CasOutcome> outcome;

    Waiting(PostgresConsensus consensus, long seqNo) throws Exception {
      holder = server.connect();
      holder.setAutoCommit(false);
      try (Statement statement = holder.createStatement()) {
        statement.execute("SELECT * FROM " + schema + ".head WHERE key = 'k' FOR UPDATE");
      }
      outcome = threads.submit(() -> append(consensus, seqNo));
      while (!waits()) {
        Thread.onSpinWait();
      }
    }

    private boolean waits() throws SQLException {
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT count(*) " + WAITERS)) {
        row.next();
        return row.getLong(1) > 0;
      }
    }

    @Override
    public void close() throws SQLException {
      holder.close();
    }
  }

  private static final String WAITERS =
      "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%moved%'";

  private void assumePostgres() {
    Assumptions.assumeFalse(server.isCockroach(), "looks into PostgreSQL's own views");
  }

  @Test
  void aTerminatedConnectionLeavesTheOutcomeOpen() throws Exception {
    assumePostgres();
    try (PostgresConsensus consensus = open(server.database(schema))) {
      append(consensus, 0);
      try (Waiting waiting = new Waiting(consensus, 1)) {
        server.run("SELECT pg_terminate_backend(pid) " + WAITERS);
        assertThatThrownBy(waiting.outcome::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(IndeterminateException.class)
            .hasMessageContaining("57P01");
      }
      assertThat(head(consensus)).isZero();
      assertThat(append(consensus, 1)).isEqualTo(COMMITTED);
    }
  }

  @Test
  void aCancelledStatementHadNoEffect() throws Exception {
    assumePostgres();
    try (PostgresConsensus consensus = open(server.database(schema))) {
      append(consensus, 0);
      try (Waiting waiting = new Waiting(consensus, 1)) {
        server.run("SELECT pg_cancel_backend(pid) " + WAITERS);
        assertThatThrownBy(waiting.outcome::get)
            .hasCauseInstanceOf(DeterminateException.class)
            .hasMessageContaining("57014");
      }
      assertThat(append(consensus, 1)).isEqualTo(COMMITTED);
    }
  }

  @Test
  void anExhaustedPoolIsWaitedForAndThenHadNoEffect() throws Exception {
    assumePostgres();
    try (PostgresConsensus consensus =
        open(server.database(schema) + "&maximumPoolSize=1&connectionTimeout=250")) {
      append(consensus, 0);
      try (Waiting waiting = new Waiting(consensus, 1)) {
        assertDeterminate(() -> append(consensus, 1), false);
        assertThat(waiting.outcome.isDone()).isFalse();
        waiting.close();
        assertThat(waiting.outcome.get()).isEqualTo(COMMITTED);
      }
      assertThat(append(consensus, 2)).isEqualTo(COMMITTED);
    }
  }

  @Test
  void anInterruptEndsTheWaitForAConnection() throws Exception {
    assumePostgres();
    try (PostgresConsensus consensus = open(server.database(schema) + "&maximumPoolSize=1")) {
      append(consensus, 0);
      try (Waiting waiting = new Waiting(consensus, 1)) {
        Thread reader = new Thread(() -> assertCancelled(consensus), "reader");
        reader.start();
        while (reader.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
        reader.interrupt();
        reader.join();
        waiting.close();
        assertThat(waiting.outcome.get()).isEqualTo(COMMITTED);
      }
    }
  }

  private static void assertCancelled(PostgresConsensus consensus) {
    assertThatThrownBy(() -> consensus.head("k")).isInstanceOf(CancelledException.class);
  }

  /** It crashes and recovers: PostgreSQL does when one of its processes is killed. */
  @Test
  void aServerThatCrashesComesBackWithAllThatWasAcknowledged() throws Exception {
    Assumptions.assumeTrue(server.toString().startsWith("embedded"));
    try (PostgresConsensus consensus = open(server.database(schema))) {
      append(consensus, 0);
      for (int crash = 1; crash <= 2; crash++) {
        assertThat(append(consensus, 2 * crash - 1)).isEqualTo(COMMITTED);
        try (Waiting waiting = new Waiting(consensus, 2 * crash)) {
          kill(waiting.holder);
          assertThatThrownBy(waiting.outcome::get).hasCauseInstanceOf(IndeterminateException.class);
        } catch (SQLException alreadyGone) {
          assertThat(alreadyGone.getSQLState()).startsWith("08");
        }
        long head = retrying().retryExternal("head", soon(), () -> head(consensus));
        assertThat(head).isEqualTo(2 * crash - 1);
        assertThat(append(consensus, 2 * crash)).isEqualTo(COMMITTED);
      }
    }
  }

  private static void kill(Connection backend) throws SQLException {
    try (Statement statement = backend.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      assertThat(ProcessHandle.of(row.getLong(1)).orElseThrow().destroyForcibly()).isTrue();
    }
  }

  @Test
  void aServerThatIsRestartedIsFoundAgain(@TempDir Path directory) throws Exception {
    Assumptions.assumeTrue(server.toString().startsWith("embedded"));
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.resolve("data"))
            .setCleanDataDirectory(false);
    PostgresServer first = PostgresServers.embedded(builder);
    try (PostgresConsensus consensus = open(first.database(schema) + "&connectionTimeout=500")) {
      append(consensus, 0);
      first.stop();
      assertThatThrownBy(() -> append(consensus, 1)).isInstanceOf(IndeterminateException.class);
      assertDeterminate(() -> append(consensus, 1), false);
      PostgresServer second = PostgresServers.embedded(builder.setPort(first.port()));
      try {
        assertThat(retrying().retryExternal("head", soon(), () -> head(consensus))).isZero();
        assertThat(append(consensus, 1)).isEqualTo(COMMITTED);
      } finally {
        second.stop();
      }
    }
  }

  // ---- what somebody has to do something about

  @Test
  void permissionsThatAreLostAreNamedAndCanBeGivenBack() throws Exception {
    try (PostgresConsensus owner = open(server.database(schema))) {
      append(owner, 0);
    }
    server.run(
        "CREATE USER clerk_" + schema,
        "GRANT USAGE ON SCHEMA " + schema + " TO clerk_" + schema,
        "GRANT ALL ON ALL TABLES IN SCHEMA " + schema + " TO clerk_" + schema);
    try (PostgresConsensus clerk =
        open(server.database(schema).replaceFirst("//[^@]*@", "//clerk_" + schema + "@"))) {
      assertThat(append(clerk, 1)).isEqualTo(COMMITTED);
      server.run("REVOKE INSERT ON " + schema + ".version FROM clerk_" + schema);
      assertDeterminate(() -> append(clerk, 2), true)
          .hasMessageContaining("permission denied")
          .hasMessageContaining("grant");
      assertThat(head(clerk)).isEqualTo(1);
      server.run("GRANT INSERT ON " + schema + ".version TO clerk_" + schema);
      assertThat(append(clerk, 2)).isEqualTo(COMMITTED);
    }
  }

  @Test
  void aFullDiskIsNamedAndNothingIsHalfDone() throws Exception {
    assumePostgres();
    try (PostgresConsensus consensus = open(server.database(schema))) {
      append(consensus, 0);
      server.run(
          "CREATE FUNCTION %s.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
              .formatted(schema),
          "CREATE TRIGGER full_disk BEFORE INSERT ON %s.version EXECUTE FUNCTION %s.full()"
              .formatted(schema, schema));
      assertDeterminate(() -> append(consensus, 1), true)
          .hasMessageContaining("No space left")
          .hasMessageContaining("free some space");
      server.run("DROP TRIGGER full_disk ON %s.version".formatted(schema));
      assertThat(head(consensus)).isZero();
      assertThat(append(consensus, 1)).isEqualTo(COMMITTED);
    }
  }

  @Test
  void aServerThatOnlyReadsIsNamed() throws Exception {
    assumePostgres();
    try (PostgresConsensus consensus = open(server.database(schema))) {
      append(consensus, 0);
    }
    server.run(
        "CREATE USER looker_" + schema + " SUPERUSER",
        "ALTER USER looker_" + schema + " SET default_transaction_read_only TO on");
    String uri = server.database(schema).replaceFirst("//[^@]*@", "//looker_" + schema + "@");
    try (PostgresConsensus looker = open(uri)) {
      assertDeterminate(() -> append(looker, 1), true).hasMessageContaining("primary");
      assertThat(head(looker)).isZero();
    }
    assertThat(PostgresLocations.accessTo(LocationUri.parse(uri))).isEqualTo(Access.READ_ONLY);
    assertThat(PostgresLocations.accessTo(LocationUri.parse(server.database(schema))))
        .isEqualTo(Access.READ_WRITE);
    assertThat(PostgresLocations.accessTo(LocationUri.parse(server.newDatabase())))
        .isEqualTo(Access.READ_ONLY);
  }

  @Test
  void nobodyIsLetInByAWrongName() {
    assertDeterminate(
            () ->
                open(server.database(schema).replaceFirst("//[^@]*@", "//stranger:hush@")).close(),
            true)
        .hasMessageContaining("check user and password")
        .hasMessageNotContaining("hush");
    assertDeterminate(() -> open(server.database(schema) + "&sslmode=require").close(), false)
        .hasMessageContaining("SSL");
    assertDeterminate(() -> open("postgresql://127.0.0.1:1/db").close(), false)
        .hasMessageContaining("127.0.0.1:1");
  }

  @Test
  void tablesThatAreDroppedMeanwhileAreNamed() throws Exception {
    try (PostgresConsensus consensus = open(server.database(schema))) {
      append(consensus, 0);
      server.run("DROP SCHEMA " + schema + " CASCADE");
      assertDeterminate(() -> append(consensus, 1), true).hasMessageContaining("dropped");
    }
  }

  /** As after a restore of one table from a later backup. */
  @Test
  void aVersionBeyondTheEndOfALogIsDamage() throws Exception {
    try (PostgresConsensus consensus = open(server.database(schema))) {
      append(consensus, 0);
      server.run("INSERT INTO " + schema + ".version (key, seqno, data) VALUES ('k', 1, '')");
      assertThatThrownBy(() -> append(consensus, 1))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("log of k");
    }
  }

  private static Retry retrying() {
    return new Retry(Clock.system(), Seed.of(1));
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(45));
  }
}
