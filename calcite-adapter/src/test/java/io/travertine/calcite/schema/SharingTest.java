package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.persist.location.PersistLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several sessions and threads, statements that are stopped, and plans that follow the catalog. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SharingTest {

  private static final int THREADS = 4;

  private final TestDatabase db = TestDatabase.create();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void close() {
    threads.shutdownNow();
    db.close();
  }

  private void together(int times, Callable<?> work) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      running.add(threads.submit(work));
    }
    for (Future<?> future : running) {
      future.get();
    }
  }

  @Test
  void concurrentInsertsNeverFailAndNeverDouble() throws Exception {
    db.run("create table t (id int)");
    together(
        THREADS,
        () -> {
          try (TestDatabase mine = db.connect(SessionOptions.defaults())) {
            PreparedSql insert = mine.session().prepare("insert into t values (?)");
            for (int i = 0; i < 100; i++) {
              insert.execute(new Object[] {i}, Execution.unlimited());
            }
          }
          return null;
        });
    assertThat(db.rows("select count(*), count(distinct id) from t"))
        .containsExactly(List.of(400L, 100L));
  }

  @Test
  void concurrentUpdatesRunAgainUntilTheyCount() throws Exception {
    db.run("create table counter (n int)").run("insert into counter values (0)");
    together(
        THREADS,
        () -> {
          try (TestDatabase mine = db.connect(SessionOptions.defaults())) {
            for (int i = 0; i < 25; i++) {
              assertThat(mine.count("update counter set n = n + 1")).isEqualTo(1);
            }
          }
          return null;
        });
    assertThat(db.value("select n from counter")).isEqualTo(100);
  }

  @Test
  void severalTablesAreReadAtOneInstant() throws Exception {
    db.run("create table a (n int)").run("create table b (n int)").run("insert into a values (0)");
    Future<?> writer =
        threads.submit(
            () -> {
              for (int i = 1; i <= 50; i++) {
                db.run("insert into a values (?)", i).run("insert into b values (?)", i);
              }
            });
    try (TestDatabase mine = db.connect(SessionOptions.defaults())) {
      do {
        List<?> row =
            mine.rows("select (select max(n) from a), (select coalesce(max(n), 0) from b)").get(0);
        int ahead = (Integer) row.get(0) - (Integer) row.get(1);
        assertThat(ahead).isBetween(0, 1);
      } while (!writer.isDone());
    }
    writer.get();
  }

  @Test
  void plansFollowTheCatalog() {
    db.run("create table t (a int)").run("insert into t values (1)");
    try (TestDatabase other = db.connect(SessionOptions.defaults())) {
      PreparedSql prepared = other.session().prepare("select * from t");
      assertThat(TestDatabase.read(prepared.execute(new Object[0], Execution.unlimited())))
          .containsExactly(List.of(1));
      db.run("drop table t");
      assertThat(
              catchThrowableOfType(
                      SqlFailure.class,
                      () -> prepared.execute(new Object[0], Execution.unlimited()))
                  .sqlState())
          .isEqualTo("42P01");
      db.run("create table t (x varchar, y int)").run("insert into t values ('new', 2)");
      assertThat(TestDatabase.read(prepared.execute(new Object[0], Execution.unlimited())))
          .containsExactly(List.of("new", 2));
      assertThat(prepared.columns()).extracting(column -> column.label).containsExactly("x", "y");

      PreparedSql insert = other.session().prepare("insert into t values (?, ?)");
      db.run("drop table t").run("create table t (p int, q int)");
      insert.execute(new Object[] {"3", 4}, Execution.unlimited());
      assertThat(other.rows("select p, q from t")).containsExactly(List.of(3, 4));
    }
  }

  @Test
  void definitionsOfOtherClientsAreSeenAtOnce() {
    db.run("create schema s").run("create table s.t (a int)");
    try (TestDatabase other = db.connect(SessionOptions.defaults().withSchema("s"))) {
      other.run("insert into t values (5)");
      assertThat(db.column("select a from s.t")).containsExactly("5");
      assertThat(other.session().options().schema()).isEqualTo("s");
      other.run("reset schema").run("set schema = public");
      assertThat(other.fails("select * from t").sqlState()).isEqualTo("42P01");
    }
    assertThat(db.fails("drop schema s").sqlState()).isEqualTo("2BP01");
    db.run("drop schema s cascade")
        .run("drop schema if exists s")
        .run("create table if not exists t (a int)");
    db.run("create table if not exists t (b int)").run("drop table if exists nobody");
    assertThat(db.columnsOf("select * from t"))
        .extracting(column -> column.label)
        .containsExactly("a");
  }

  @Test
  void cancelStopsAJoinWithinASecondAndTheStatementRunsAgain() throws Exception {
    db.run("create table t (id int)");
    db.run(
        "insert into t values "
            + IntStream.range(0, 3_000)
                .mapToObj(i -> "(" + i + ")")
                .collect(Collectors.joining(",")));
    PreparedSql endless =
        db.session().prepare("select count(*) from t a, t b, t c where a.id + b.id + c.id < ?");
    Execution execution = Execution.unlimited();
    CountDownLatch started = new CountDownLatch(1);
    Future<SqlFailure> stopped =
        threads.submit(
            () -> {
              started.countDown();
              return catchThrowableOfType(
                  SqlFailure.class,
                  () -> TestDatabase.read(endless.execute(new Object[] {-1}, execution)));
            });
    started.await();
    awaitPlanned(endless);
    long begin = System.nanoTime();
    execution.cancel();
    assertThat(stopped.get(5, TimeUnit.SECONDS).sqlState()).isEqualTo("57014");
    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(2));

    SqlFailure late =
        catchThrowableOfType(
            SqlFailure.class,
            () ->
                TestDatabase.read(
                    endless.execute(
                        new Object[] {-1},
                        Execution.unlimited().withTimeout(Duration.ofMillis(200)))));
    assertThat(late.sqlState()).isEqualTo("57014");
    assertThat(late.getMessage()).contains("200 ms");
    assertThat(db.value("select count(*) from t")).isEqualTo(3_000L);
  }

  /**
   * The thread that runs it is past planning once it has run for a while; that is all there is to
   * see from outside.
   */
  private static void awaitPlanned(PreparedSql statement) {
    assertThat(statement.columns()).hasSize(1);
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(300)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void anExecutionCancelledBeforeItStartsDoesNothing() {
    db.run("create table t (id int)");
    Execution execution = Execution.unlimited();
    execution.cancel();
    PreparedSql insert = db.session().prepare("insert into t values (1)");
    assertThatThrownBy(() -> insert.execute(new Object[0], execution))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo("57014"));
    assertThat(Thread.interrupted()).isFalse();
    assertThat(db.value("select count(*) from t")).isEqualTo(0L);
  }

  @Test
  void closingASessionClosesItsCursors() {
    db.run("create table t (id int)").run("insert into t values (1), (2)");
    TestDatabase other = db.connect(SessionOptions.defaults());
    RowCursor cursor = ((SqlResult.Rows) other.execute("select * from t")).cursor();
    assertThat(cursor.advance()).isTrue();
    other.close();
    assertThat(cursor.advance()).isFalse();
    assertThat(other.fails("select 1").sqlState()).isEqualTo("08003");
  }

  @Test
  void aPlaceThatIsNoneCannotBeOpened() {
    PersistLocation nowhere = PersistLocation.of("file:/proc/nowhere/at/all");
    assertThatThrownBy(() -> Database.open(nowhere, DatabaseOptions.defaults()))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo("08001"));
  }
}
