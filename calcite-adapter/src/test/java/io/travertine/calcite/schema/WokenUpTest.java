package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.session.Cancellation;
import io.travertine.calcite.session.Sequences;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistClientCache;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.ShardUpkeep;
import io.travertine.persist.SinceHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.txn.Txns;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sessions on a machine that slept for longer than its leases, while other processes worked: what
 * it held is free to go.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
class WokenUpTest {

  private static final Duration NIGHT = Duration.ofHours(8);
  private static final Diagnostics OTHER = new Diagnostics("t", "other process");

  /**
   * The machine's clock: its wall time goes on while it sleeps, its monotonic time does not. No
   * thread of the machine gets past a look at it before the machine wakes up.
   */
  private static final class SleepingClock implements Clock {
    private final ReentrantLock asleep = new ReentrantLock();
    private volatile long sleptMicros;

    /** Sleeps while this thread, which is none of the machine's, does something. */
    void sleep(Duration duration, Runnable meanwhile) {
      asleep.lock();
      try {
        sleptMicros += duration.toNanos() / 1_000;
        meanwhile.run();
      } finally {
        asleep.unlock();
      }
    }

    private void awaitMorning() {
      asleep.lock();
      asleep.unlock();
    }

    @Override
    public long epochMicros() {
      awaitMorning();
      return Clock.system().epochMicros() + sleptMicros;
    }

    @Override
    public long monotonicNanos() {
      awaitMorning();
      return Clock.system().monotonicNanos();
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
      awaitMorning();
      Clock.system().sleep(nanos);
    }
  }

  private final SleepingClock clock = new SleepingClock();

  /** Every row is a part, and each is fetched when it is asked for. */
  private final PersistConfig config =
      PersistConfig.defaults()
          .withClock(clock)
          .withInline(0, 0)
          .withReads(PersistConfig.defaults().reads().withPrefetch(0).withPartCache(0));

  private final TestDatabase db = TestDatabase.create(config);

  @BeforeEach
  void create() {
    db.run("create table t (a integer primary key, b integer)")
        .run("insert into t values (1, 0)")
        .run("insert into t values (2, 0)")
        .run("insert into t values (3, 0)");
  }

  @AfterEach
  void close() {
    db.close();
  }

  private enum History {
    STAYS,
    GOES
  }

  private TableDefinition table(String name) {
    Engine engine = db.session().engine();
    return engine.catalogs().at(engine.tables().readTime()).table("public", name).orElseThrow();
  }

  /** The machine sleeps, and other processes work, on machines that do not. */
  private void whileItSleeps(Consumer<PersistConfig> others) {
    SleepingClock wideAwake = new SleepingClock();
    wideAwake.sleep(NIGHT, () -> {});
    clock.sleep(NIGHT, () -> others.accept(config.withClock(wideAwake)));
  }

  /** They apply, compact and collect all that nobody holds any more. */
  private void nightFalls(History history) {
    TableDefinition table = table("t");
    RowCodec codec = new RowCodec("sql-row", table.rowSchema());
    whileItSleeps(
        there -> {
          try (PersistClient elsewhere = new PersistClientCache().open(db.location(), there);
              Txns txns = Txns.open(elsewhere);
              ShardUpkeep upkeep = elsewhere.openUpkeep(table.shard(), codec, Codec.unit())) {
            txns.apply();
            txns.tidy();
            if (history == History.GOES) {
              letGo(elsewhere, table.shard(), codec, txns.readTime());
              txns.compactTo(txns.readTime());
            }
            upkeep.compact(Deadline.none());
            upkeep.rollUp();
            upkeep.collectGarbage();
          }
        });
  }

  /** Moves the one hold that does not expire. */
  private static void letGo(PersistClient client, ShardId shard, RowCodec codec, long time) {
    try (SinceHandle hold =
        client.openCriticalSince(
            shard, PersistClient.CONTROLLER_CRITICAL_SINCE, codec, Codec.unit(), OTHER)) {
      hold.compareAndDowngradeSince(hold.opaque(), hold.opaque(), Frontier.at(time));
    }
  }

  private static void failsWith40001(SqlFailure failure, String because) {
    assertThat(failure.sqlState()).isEqualTo("40001");
    assertThat(failure).hasMessageContaining(because).hasMessageContaining("run it again");
  }

  @Test
  void anIdleSessionGoesOn() {
    long before = db.now("t");
    nightFalls(History.STAYS);
    assertThat(db.column("select a from t order by a")).containsExactly("1", "2", "3");
    db.run("update t set b = 1 where a = 1").run("insert into t values (4, 0)");
    assertThat(db.fails("insert into t values (4, 0)").sqlState()).isEqualTo("23505");
    db.run("alter table t add column c integer").run("create table u (a integer)");
    assertThat(db.column("select a from t as of " + before + " order by a"))
        .containsExactly("1", "2", "3");
  }

  @Test
  void anIdleSessionGoesOnWhereHistoryWent() {
    long before = db.now("t");
    nightFalls(History.GOES);
    assertThat(db.column("select a from t order by a")).containsExactly("1", "2", "3");
    SqlFailure failure = db.fails("select a from t as of " + before);
    assertThat(failure.sqlState()).isEqualTo("22023");
    assertThat(failure).hasMessageContaining("its history reaches from ");
  }

  @Test
  void identityColumnsGoOn() {
    db.run("create table u (id bigint generated always as identity, a integer)");
    db.run("insert into u (a) values (1)");
    TableDefinition table = table("u");
    whileItSleeps(
        there -> {
          try (PersistClient elsewhere = new PersistClientCache().open(db.location(), there);
              Sequences others = new Sequences(elsewhere, there.clock())) {
            others.next(table, table.columns().get(0), Cancellation.onDemand());
          }
        });
    for (int i = 2; i <= 100; i++) {
      db.run("insert into u (a) values (?)", i);
    }
    assertThat(db.value("select count(distinct id) from u")).isEqualTo(100L);
  }

  @Test
  void anOpenTransactionGoesOnAsLongAsThereIsItsHistory() {
    db.session().setAutoCommit(false);
    db.run("update t set b = 1 where a = 1");
    nightFalls(History.STAYS);
    assertThat(db.rows("select sum(a), sum(b) from t")).containsExactly(List.of(6L, 1L));
    db.session().commit();
    assertThat(db.rows("select sum(a), sum(b) from t")).containsExactly(List.of(6L, 1L));
  }

  @Test
  void anOpenTransactionWhoseHistoryIsGoneIsToldToRunAgain() {
    db.session().setAutoCommit(false);
    db.run("update t set b = 1 where a = 1");
    nightFalls(History.GOES);
    failsWith40001(db.fails("select a from t"), "table \"t\"");
    assertThat(db.fails("select a from t").sqlState()).as("it has failed").isEqualTo("25P02");
    db.session().rollBack();
    assertThat(db.value("select sum(b) from t")).isEqualTo(0L);
  }

  @Test
  void keysAreNotLookedUpWhereTheHistoryIsGone() {
    db.session().setAutoCommit(false);
    assertThat(db.value("select count(*) from t")).isEqualTo(3L);
    nightFalls(History.GOES);
    failsWith40001(db.fails("insert into t values (4, 0)"), "table \"t\"");
  }

  @Test
  void aCommitIsRefusedWhenNobodyKnowsAnyMoreWithWhatItCollides() {
    db.session().setAutoCommit(false);
    db.run("update t set b = 1 where a = 1");
    nightFalls(History.GOES);
    SqlFailure failure = catchThrowableOfType(SqlFailure.class, () -> db.session().commit());
    failsWith40001(failure, "history");
    assertThat(db.value("select sum(b) from t")).isEqualTo(0L);
  }

  @Test
  void aTransactionThatReadsThePastIsToldWhichPastThereIs() {
    long before = db.now("t");
    db.run("start transaction read only as of " + before);
    assertThat(db.value("select count(*) from t")).isEqualTo(3L);
    nightFalls(History.GOES);
    SqlFailure failure = db.fails("select a from t");
    assertThat(failure.sqlState()).isEqualTo("22023");
    assertThat(failure).hasMessageContaining("its history reaches from ");
  }

  @Test
  void anOpenCursorWhosePartsAreGoneSaysSo() {
    try (RowCursor cursor = ((SqlResult.Rows) db.execute("select a from t")).cursor()) {
      assertThat(cursor.advance()).isTrue();
      nightFalls(History.STAYS);
      SqlFailure failure =
          catchThrowableOfType(
              SqlFailure.class,
              () -> {
                while (cursor.advance()) {
                  // what was read before
                }
              });
      failsWith40001(failure, "longer than its lease");
    }
    assertThat(db.value("select count(*) from t")).isEqualTo(3L);
  }
}
