package io.travertine.persist.location.sqlite;

import static io.travertine.persist.location.Consensus.CasOutcome.COMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.ManualClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens while somebody else holds SQLite's write lock. */
class SqliteContentionTest {

  private final Path path;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  SqliteContentionTest(@TempDir Path directory) {
    this.path = directory.resolve("consensus.sqlite");
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void readsWhileSomebodyElseWrites() throws SQLException {
    try (SqliteConsensus consensus = open(ManualClock.standing())) {
      append(consensus, 1);
      try (Lock lock = new Lock(path)) {
        assertThat(consensus.head("k")).isPresent();
        assertThat(consensus.listKeys()).containsExactly("k");
        assertThat(consensus.scan("k", SeqNo.ZERO, 5)).hasSize(1);
      }
    }
  }

  @Test
  void aWriterWaitsForTheLock() throws Exception {
    ManualClock clock = ManualClock.standing();
    try (SqliteConsensus consensus = open(clock)) {
      Future<CasOutcome> waiting;
      try (Lock lock = new Lock(path)) {
        waiting = threads.submit(() -> append(consensus, 1));
        clock.awaitSleepers(1);
        assertThat(waiting.isDone()).isFalse();
      }
      clock.advance(Duration.ofMillis(10));
      assertThat(waiting.get(1, TimeUnit.MINUTES)).isEqualTo(COMMITTED);
    }
  }

  @Test
  void givesUpInTheEndWithoutEffect() throws SQLException {
    ManualClock clock = ManualClock.hurrying();
    try (SqliteConsensus consensus = open(clock)) {
      try (Lock lock = new Lock(path)) {
        assertThatThrownBy(() -> append(consensus, 1))
            .isInstanceOf(DeterminateException.class)
            .hasMessageContaining("compare-and-set of k")
            .hasMessageContaining(path.toString());
      }
      assertThat(clock.monotonicNanos()).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(30));
      assertThat(append(consensus, 1)).isEqualTo(COMMITTED);
    }
  }

  @Test
  void anInterruptEndsTheWaitAndHarmsNoConnection() throws Exception {
    ManualClock clock = ManualClock.standing();
    try (SqliteConsensus consensus = open(clock)) {
      try (Lock lock = new Lock(path)) {
        Future<Boolean> first = threads.submit(() -> isCancelled(consensus));
        clock.awaitSleepers(1);
        Future<Boolean> queued = threads.submit(() -> isCancelled(consensus));
        threads.shutdownNow();
        assertThat(first.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(queued.get(1, TimeUnit.MINUTES)).isTrue();
      }
      assertThat(append(consensus, 1)).isEqualTo(COMMITTED);
      assertThat(consensus.head("k")).isPresent();
    }
  }

  @Test
  void closingTurnsWaitersAway() throws Exception {
    ManualClock clock = ManualClock.standing();
    SqliteConsensus consensus = open(clock);
    try (Lock lock = new Lock(path)) {
      Future<CasOutcome> waiting = threads.submit(() -> append(consensus, 1));
      clock.awaitSleepers(1);
      Thread closing = new Thread(consensus::close, "closing");
      closing.start();
      while (closing.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      clock.advance(Duration.ofMillis(10));
      assertThatThrownBy(waiting::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      closing.join();
    }
    assertThatThrownBy(() -> consensus.head("k")).isInstanceOf(IllegalStateException.class);
    consensus.close();
  }

  @Test
  void interruptsAtAnyMomentLeaveTheConsensusWhole() throws Exception {
    try (SqliteConsensus consensus = open(Clock.system())) {
      append(consensus, 1);
      AtomicReference<Thread> appender = new AtomicReference<>();
      Future<Integer> appending =
          threads.submit(
              () -> {
                appender.set(Thread.currentThread());
                return appendUntilCancelled(consensus, 50);
              });
      Random random = new Random(4);
      while (!appending.isDone()) {
        Clock.system().sleep(random.nextInt(1_000_000));
        Thread target = appender.get();
        if (target != null) {
          target.interrupt();
        }
      }
      int last = appending.get();
      assertThat(consensus.scan("k", SeqNo.ZERO, 1 << 20)).hasSize(last);
    }
  }

  /** Appends until it was cancelled that often; the last seqno. */
  private static int appendUntilCancelled(SqliteConsensus consensus, int times) {
    int last = 1;
    int cancelled = 0;
    while (cancelled < times) {
      try {
        assertThat(append(consensus, last + 1)).isEqualTo(COMMITTED);
        last++;
      } catch (CancelledException e) {
        cancelled++;
        int head = headDespiteInterrupts(consensus);
        assertThat(head).isBetween(last, last + 1);
        last = head;
      }
    }
    return last;
  }

  private static int headDespiteInterrupts(SqliteConsensus consensus) {
    while (true) {
      try {
        assertThat(Thread.interrupted()).isTrue();
        return (int) consensus.head("k").orElseThrow().seqNo().value();
      } catch (CancelledException again) {
        continue;
      }
    }
  }

  private SqliteConsensus open(Clock clock) {
    return SqliteConsensus.open(path, Access.READ_WRITE, clock, Seed.of(1));
  }

  private static boolean isCancelled(SqliteConsensus consensus) {
    try {
      append(consensus, 1);
      return false;
    } catch (CancelledException e) {
      return Thread.interrupted();
    }
  }

  private static CasOutcome append(SqliteConsensus consensus, int seqNo) {
    Optional<SeqNo> expected = seqNo == 1 ? Optional.empty() : Optional.of(new SeqNo(seqNo - 1));
    return consensus.compareAndSet("k", expected, new Versioned(new SeqNo(seqNo), new byte[9]));
  }

  /** Somebody else's write transaction. */
  private static final class Lock implements AutoCloseable {
    private final Connection connection;

    Lock(Path path) throws SQLException {
      connection = DriverManager.getConnection("jdbc:sqlite:" + path);
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
