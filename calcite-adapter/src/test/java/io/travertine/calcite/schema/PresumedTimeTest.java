package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.persist.location.PersistLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An INSERT that reads nothing does not ask when it reads; what other processes did to its table is
 * noticed all the same.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PresumedTimeTest {

  private static final PersistLocation PLACE = PersistLocation.of("mem:presumed");

  private final Engine mine = engine();
  private final Engine theirs = engine();
  private final SqlSession here = SqlSession.start(mine, SessionOptions.defaults());
  private final SqlSession there = SqlSession.start(theirs, SessionOptions.defaults());

  private static Engine engine() {
    return Engine.open(PLACE, DatabaseOptions.defaults());
  }

  @AfterEach
  void close() {
    run(here, "drop table if exists t cascade");
    run(here, "drop view if exists v");
    here.close();
    there.close();
    mine.close();
    theirs.close();
  }

  private static SqlResult run(SqlSession session, String sql, Object... parameters) {
    return session.prepare(sql).execute(parameters, Execution.unlimited());
  }

  private static List<List<@Nullable Object>> rows(SqlSession session, String sql) {
    return new ArrayList<>(TestDatabase.read(run(session, sql)));
  }

  private static String failure(PreparedSql statement, Object... parameters) {
    return catchThrowableOfType(
            SqlFailure.class, () -> statement.execute(parameters, Execution.unlimited()))
        .sqlState();
  }

  private PreparedSql usedOnce(String insert, Object... parameters) {
    PreparedSql prepared = here.prepare(insert);
    prepared.execute(parameters, Execution.unlimited());
    return prepared;
  }

  @Test
  void aTableThatOthersCreatedAnewIsTheOneThatIsWritten() {
    run(here, "create table t (id int)");
    PreparedSql insert = usedOnce("insert into t values (?)", 1);
    run(there, "drop table t");
    run(there, "create table t (id int)");
    insert.execute(new Object[] {2}, Execution.unlimited());
    assertThat(rows(there, "select * from t")).containsExactly(List.of(2));
  }

  @Test
  void numbersAreTakenOnceAlsoByWhatFails() {
    run(
        here,
        "create table t (id int generated always as identity, x int check (x > 0), y int default 1"
            + " + 1)");
    PreparedSql insert = usedOnce("insert into t (x) values (?)", 1);
    assertThat(failure(insert, -1)).isEqualTo("23514");
    insert.execute(new Object[] {3}, Execution.unlimited());
    assertThat(rows(there, "select * from t order by id"))
        .containsExactly(List.of(1, 1, 2), List.of(3, 3, 2));
  }

  @Test
  void whatIsInsertedMayComeFromTablesOrDefinitions() {
    run(here, "create table t (n bigint)");
    run(here, "insert into t values ((select count(*) from information_schema.schemata))");
    run(here, "insert into t select count(*) from t");
    run(here, "insert into t values ((select max(n) from t))");
    assertThat(rows(there, "select count(*), min(n) from t")).containsExactly(List.of(3L, 1L));
  }

  @Test
  void aTableThatOthersDroppedIsGone() {
    run(here, "create table t (id int)");
    PreparedSql insert = usedOnce("insert into t values (?)", 1);
    run(there, "drop table t");
    assertThat(failure(insert, 2)).isEqualTo("42P01");
  }

  @Test
  void aTableThatOthersHaveJustCreatedIsThere() {
    run(there, "create table t (id int)");
    run(here, "insert into t values (3)");
    assertThat(rows(there, "select * from t")).containsExactly(List.of(3));
  }

  @Test
  void aCheckThatOthersAddedHolds() {
    run(here, "create table t (id int)");
    PreparedSql insert = usedOnce("insert into t values (?)", 1);
    run(there, "alter table t add constraint positive check (id > 0)");
    assertThat(failure(insert, -1)).isEqualTo("23514");
    assertThat(rows(there, "select * from t")).containsExactly(List.of(1));
  }

  @Test
  void aKeyThatOthersAddedHolds() {
    run(here, "create table t (id int not null)");
    PreparedSql insert = usedOnce("insert into t values (?)", 1);
    run(there, "alter table t add primary key (id)");
    assertThat(failure(insert, 1)).isEqualTo("23505");
    insert.execute(new Object[] {2}, Execution.unlimited());
    assertThat(rows(there, "select count(*) from t")).containsExactly(List.of(2L));
  }

  @Test
  void aColumnThatOthersAddedHasItsDefault() {
    run(here, "create table t (id int)");
    PreparedSql insert = usedOnce("insert into t (id) values (?)", 1);
    run(there, "alter table t add column x int default 7");
    insert.execute(new Object[] {2}, Execution.unlimited());
    assertThat(rows(there, "select * from t order by id"))
        .containsExactly(List.of(1, 7), List.of(2, 7));
  }

  @Test
  void aViewThatOthersReplacedSaysWhatItSaysNow() {
    run(here, "create table t (id int)");
    run(here, "create view v as select 1 as k");
    PreparedSql insert = usedOnce("insert into t select k from v");
    run(there, "create or replace view v as select 2 as k");
    insert.execute(new Object[0], Execution.unlimited());
    assertThat(rows(there, "select * from t order by id")).containsExactly(List.of(1), List.of(2));
  }

  @Test
  void aViewThatOthersDroppedIsGone() {
    run(here, "create table t (id int)");
    run(here, "create view v as select 1 as k");
    PreparedSql insert = usedOnce("insert into t select k from v");
    run(there, "drop view v");
    assertThat(failure(insert)).isEqualTo("42P01");
  }
}
