package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code retain_history}: how long a table's past can be read. */
class RetentionTest {

  /** The machine's clock, some days ahead. */
  private static final class ShiftedClock implements Clock {
    private volatile Duration shift = Duration.ZERO;

    void advance(Duration duration) {
      shift = shift.plus(duration);
    }

    @Override
    public long epochMicros() {
      return Clock.system().epochMicros() + shift.toNanos() / 1_000;
    }

    @Override
    public long monotonicNanos() {
      return Clock.system().monotonicNanos() + shift.toNanos();
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
      Clock.system().sleep(nanos);
    }
  }

  private final ShiftedClock clock = new ShiftedClock();

  private TestDatabase database() {
    return TestDatabase.create(PersistConfig.defaults().withClock(clock));
  }

  /** The database some time later: nobody had it open meanwhile, as leases do not last so long. */
  private TestDatabase later(TestDatabase db, Duration time) {
    db.close();
    clock.advance(time);
    return TestDatabase.at(db.location(), PersistConfig.defaults().withClock(clock));
  }

  private static void readsAsOf(TestDatabase db, long time, Object... expected) {
    assertThat(db.column("select a from t as of " + time + " order by a"))
        .containsExactlyElementsOf(List.of(expected).stream().map(String::valueOf).toList());
  }

  @Test
  void historyOlderThanWhatIsRetainedCanNoLongerBeReadOnceTheTableIsWritten() {
    TestDatabase db = database();
    db.run("create table t (a integer)").run("insert into t values (1)");
    long old = db.now("t");
    db.run("alter table t set (retain_history = interval '7' day)");
    db = later(db, Duration.ofDays(5));
    db.run("insert into t values (2)");
    long recent = db.now("t");
    readsAsOf(db, old, 1);
    db = later(db, Duration.ofDays(5));
    db.run("insert into t values (3)");
    db = later(db, Duration.ofHours(1));
    db.run("insert into t values (4)");

    SqlFailure failure = db.fails("select a from t as of " + old);
    assertThat(failure.sqlState()).isEqualTo("22023");
    assertThat(failure).hasMessageContaining("its history reaches from ");
    readsAsOf(db, recent, 1, 2);
    assertThat(db.column("select a from t order by a")).containsExactly("1", "2", "3", "4");
    db.close();
  }

  @Test
  void withoutItEverythingIsKeptAndAfterAResetNothingMoreIsLost() {
    TestDatabase db = database();
    db.run("create table t (a integer)").run("insert into t values (1)");
    long first = db.now("t");
    db = later(db, Duration.ofDays(1_000));
    db.run("insert into t values (2)");
    readsAsOf(db, first, 1);
    db.run("alter table t set (retain_history = interval '2000' day(4))")
        .run("alter table t reset (retain_history)");
    db = later(db, Duration.ofDays(5_000));
    db.run("insert into t values (3)");
    readsAsOf(db, first, 1);
    db.close();
  }

  /** Less was kept once, which is over. */
  @Test
  void whoReadsAPastInWhichLessWasKeptTakesNothingAway() {
    TestDatabase db = database();
    db.run("create table t (a integer)")
        .run("alter table t set (retain_history = interval '1' day)");
    db.run("insert into t values (1)");
    long then = db.now("t");
    db.run("alter table t reset (retain_history)").run("insert into t values (2)");
    db.run("create table u (a integer)");
    for (int round = 0; round < 3; round++) {
      db = later(db, Duration.ofDays(10));
      db.run("insert into u values (1)");
      readsAsOf(db, then, 1);
    }
    db.close();
  }

  @Test
  void aTableThatNobodyHasWrittenForLongIsStillThere() {
    TestDatabase db = database();
    db.run("create table t (a integer)").run("insert into t values (1)");
    db.run("alter table t set (retain_history = interval '1' minute)");
    db = later(db, Duration.ofDays(30));
    assertThat(db.column("select a from t")).containsExactly("1");
    db = later(db, Duration.ofDays(30));
    assertThat(db.column("select a from t")).containsExactly("1");
    db.close();
  }

  @Test
  void otherTablesKeepTheirs() {
    TestDatabase db = database();
    db.run("create table t (a integer)").run("create table kept (a integer)");
    db.run("insert into t values (1)").run("insert into kept values (1)");
    long old = db.now("t");
    db.run("alter table t set (retain_history = interval '1' minute)");
    db = later(db, Duration.ofDays(1));
    db.run("insert into t values (2)").run("insert into kept values (2)");
    db = later(db, Duration.ofDays(1));
    assertThat(db.column("select a from t order by a")).containsExactly("1", "2");
    assertThat(db.fails("select a from t as of " + old).sqlState()).isEqualTo("22023");
    assertThat(db.column("select a from kept as of " + old)).containsExactly("1");
    db.close();
  }
}
