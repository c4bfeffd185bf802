package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.plan.rel.CodeGenerator;
import io.travertine.calcite.type.SqlState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statements that are alike share compiled code, and nothing else. */
class SharedCodeTest {

  private final TestDatabase db = TestDatabase.create();

  @AfterEach
  void close() {
    db.close();
  }

  /** How many classes are compiled while {@code statements} run. */
  private static long compiledBy(Runnable statements) {
    long before = CodeGenerator.compilations();
    statements.run();
    return CodeGenerator.compilations() - before;
  }

  private void fill() {
    db.run("create table t (id integer primary key, name varchar(20), price decimal(10, 2))");
    db.run("insert into t values (1, 'one', 1.5), (2, 'two', 2.5), (3, 'three', 3.5)");
  }

  @Test
  void comparisonsWithOtherValuesCompileNothing() {
    fill();
    String query = "select name, upper(name) from t where id > %d and price < %d.25 order by name";
    assertThat(db.column(query.formatted(1, 9))).containsExactly("three", "two");
    assertThat(
            compiledBy(
                () -> {
                  assertThat(db.column(query.formatted(2, 9))).containsExactly("three");
                  assertThat(db.column(query.formatted(0, 2))).containsExactly("one");
                  assertThat(db.column(query.formatted(7, 2))).isEmpty();
                }))
        .isZero();
  }

  @Test
  void theSameStatementOfAnotherDatabaseCompilesNothing() {
    String query = "select count(*), sum(price) from t group by name having count(*) > 0";
    fill();
    db.run(query);
    try (TestDatabase other = TestDatabase.create()) {
      other.run("create table t (id integer, name varchar(20), price decimal(10, 2))");
      other.run("insert into t values (7, 'seven', 7.5)");
      assertThat(compiledBy(() -> assertThat(other.rows(query)).hasSize(1))).isZero();
    }
    assertThat(db.rows(query)).hasSize(3);
  }

  @Test
  void aTableThatWasCreatedAnewIsReadWithItsOwnColumns() {
    String query = "select x + x from s order by 1";
    db.run("create table s (x integer)").run("insert into s values (2)");
    assertThat(db.rows(query)).containsExactly(List.of(4));
    db.run("drop table s").run("create table s (y bigint, x integer)");
    db.run("insert into s values (1, 3)");
    assertThat(db.rows(query)).containsExactly(List.of(6));
    db.run("drop table s").run("create table s (x double)").run("insert into s values (0.5)");
    assertThat(db.rows(query)).containsExactly(List.of(1.0));
    db.run("alter table s add column z varchar(5) default 'z'");
    assertThat(db.rows("select * from s")).containsExactly(List.of(0.5, "z"));
    db.run("alter table s drop column x");
    assertThat(db.rows("select * from s")).containsExactly(List.of("z"));
    assertThat(db.fails(query).state()).isEqualTo(SqlState.UNDEFINED_COLUMN);
  }

  @Test
  void eachSessionHasItsOwnTimeZoneSchemaAndReadTime() {
    fill();
    db.run("create schema w").run("create table w.t (name varchar(20))");
    db.run("insert into w.t values ('west')");
    String now = "select cast(localtimestamp as varchar(13)) from t where id = %d";
    try (TestDatabase other = db.connect(SessionOptions.defaults())) {
      db.run("set timezone = 'UTC'");
      other.run("set timezone = 'Asia/Kathmandu'").run("set schema = w");
      assertThat(other.column("select name from t")).containsExactly("west");
      assertThat(db.column("select name from t order by name")).startsWith("one");
      other.run("set schema = public");
      assertThat(other.value(now.formatted(2))).isNotEqualTo(db.value(now.formatted(1)));
      long before = db.now("t");
      db.run("insert into t values (4, 'four', 4.5)");
      String names = "select name from t where id > %d order by id";
      assertThat(other.column(names.formatted(2) + " as of " + before)).containsExactly("three");
      assertThat(other.column(names.formatted(2))).containsExactly("three", "four");
    }
  }

  @Test
  void aConstantThatCannotBeComputedFailsForEachStatementThatHasIt() {
    fill();
    String bad = "select id + cast('x%d' as integer) from t";
    for (int i = 0; i < 2; i++) {
      assertThat(db.fails(bad.formatted(1)).state()).isEqualTo(SqlState.BAD_CAST_TEXT);
    }
    assertThat(db.fails(bad.formatted(2)).getMessage()).contains("x2");
  }

  @Test
  void recursionsThatShareCodeDoNotShareRounds() {
    String count =
        "with recursive n (x) as (select %d from (values 1) union all"
            + " select x + 1 from n where x < %d) select count(*) from n";
    IntStream.of(5, 9, 7)
        .forEach(most -> assertThat(db.value(count.formatted(1, most))).isEqualTo((long) most));
  }
}
