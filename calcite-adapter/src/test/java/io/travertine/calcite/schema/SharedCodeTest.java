package io.travertine.calcite.schema;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.plan.rel.CodeGenerator;
import io.travertine.calcite.type.SqlState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statements that are alike share compiled code, and nothing else. */
class SharedCodeTest {

  /** More literals than are taken out of the code of one statement. */
  private static final int MANY = 64;

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
  void computationsWithOtherValuesCompileNothing() {
    fill();
    List<String> alike =
        List.of(
            "select price * %1$d.19, name || ' #%1$d', id + %1$d, %1$d, 'x%1$d' from t",
            "select case when price > %1$d then 'dear' else 'c%1$d' end from t where id + %1$d <> 77",
            "select name from t where name like '%%o%1$d%%' or id = %1$d + id",
            "select sum(case when name in ('a%1$d', 'b%1$d') then 1 else 0 end) from t",
            "select name from t where id + 77 between %1$d and 5%1$d or mod(id, %1$d0) = 10%1$d",
            "select sum(price) from t group by name having sum(price) not between %1$d and 3%1$d",
            "select sum(price + %1$d) from t group by name having sum(price) > %1$d.5",
            "select coalesce(name, 'none %1$d'), date '2026-01-0%1$d' from t order by id limit %1$d",
            "select name from t where id in (select id - %1$d from t where price <> %1$d.25)",
            "update t set name = 'n%1$d' || name, price = price + 0.0%1$d where id = %1$d",
            "delete from t where name || 'x' = 'n%1$dx'",
            "insert into t values (10%1$d, 'a%1$d' || 'b', %1$d + %1$d.5), (20%1$d, 'b%1$d', %1$d)",
            "insert into t select id + 1%1$d00, 's%1$d', %1$d from t where id = %1$d",
            "upsert into t values (%1$d, 'c%1$d' || 'd', %1$d.75)");
    alike.forEach(statement -> db.run(statement.formatted(1)));
    assertThat(
            alike.stream()
                .filter(
                    statement ->
                        compiledBy(
                                () ->
                                    IntStream.of(2, 9)
                                        .forEach(value -> db.run(statement.formatted(value))))
                            > 0))
        .isEmpty();
  }

  @Test
  void statementsThatShareCodeKeepTheirOwnValuesWhenTheyAreReadByTurns() {
    fill();
    String query = "select name || ' and %d', price + %d from t order by id";
    try (RowCursor first = cursor(query.formatted(1, 10));
        RowCursor second = cursor(query.formatted(2, 20))) {
      for (String name : List.of("one", "two", "three")) {
        assertThat(first.advance() && second.advance()).isTrue();
        assertThat(first.row()[0]).isEqualTo(name + " and 1");
        assertThat(second.row()[0]).isEqualTo(name + " and 2");
      }
      assertThat(second.row()[1]).isEqualTo(new BigDecimal("23.50"));
      assertThat(first.row()[1]).isEqualTo(new BigDecimal("13.50"));
    }
  }

  @Test
  void manySessionsShareCodeAtOnce() throws Exception {
    fill();
    List<String> queries =
        List.of(
            "select sum(id + %1$d) - %1$d * 3 - 6, count(name) - 3 from t",
            "select max(id * %1$d) - 3 * %1$d, min(id + %1$d) - 1 - %1$d from t",
            "select count(*) - 3, sum(n) - 3 from (select count(*) n, max(id + %1$d) from t group by name) s",
            "select a - b, 0 from (select sum(id * %1$d) a, sum(id) * %1$d b from t) s",
            "select sum(case when id > %1$d then 1 else 0 end), 0 from t where id + %1$d = %1$d");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<@Nullable Void>> sessions = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int first = thread * 100;
        sessions.add(
            () -> {
              try (TestDatabase own = db.connect(SessionOptions.defaults())) {
                for (int i = 0; i < 40; i++) {
                  int value = first + i;
                  String query = queries.get(value % queries.size()).formatted(value);
                  assertThat(own.rows(query).get(0))
                      .as(query)
                      .allMatch(zero -> zero == null || ((Number) zero).longValue() == 0);
                }
              }
              return null;
            });
      }
      for (Future<@Nullable Void> session : threads.invokeAll(sessions)) {
        session.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private RowCursor cursor(String sql) {
    return ((SqlResult.Rows) db.execute(sql)).cursor();
  }

  @Test
  void aStatementMayHaveAnyNumberOfLiterals() {
    fill();
    String sum = IntStream.range(0, 100).mapToObj(i -> " + " + i).collect(joining());
    assertThat(db.rows("select id" + sum + " from t where id = 1")).containsExactly(List.of(4_951));
    String deep = IntStream.range(0, 3_000).mapToObj(i -> " + " + i).collect(joining());
    assertThat(db.fails("select id" + deep + " from t").state()).isEqualTo(SqlState.TOO_COMPLEX);
    String columns =
        IntStream.range(0, 300).mapToObj(i -> ", id + " + i + ", 'x" + i + "'").collect(joining());
    assertThat(db.rows("select id" + columns + " from t where id = 3").get(0))
        .hasSize(601)
        .endsWith(302, "x299");
  }

  @Test
  void aLiteralIsTheSameInTheCodeAndBesideIt() {
    db.run(
        "create table x (id integer, i integer, s smallint, b bigint, d decimal(10, 2), f double,"
            + " c char(3), v varchar(9), dd date, tt time, ts timestamp)");
    db.run(
        "insert into x values (1, 7, -2, 50, 1.25, 2.5, 'ab', 'abc', date '2026-01-05',"
            + " time '10:11:12', timestamp '2026-01-05 10:11:12.345')");
    db.run("insert into x (id) values (2)");
    compare(
        List.of("i", "s", "b", "d", "f"),
        List.of("7", "0", "5000000000", "1.25", "0.001", "2.5e0", "12345678901234567890"),
        "%1$s + %2$s, %2$s - %1$s, %1$s * %2$s, %2$s / nullif(%1$s, 0), %1$s in (%2$s, 3, 50),"
            + " %1$s not in (%2$s, 3), (%1$s between %2$s and 50) is not false");
    compare(
        List.of("c", "v"),
        List.of("'ab'", "'abc'", "'ab '", "''", "'a%'", "'Ä\uD83D\uDE00'"),
        "%1$s || %2$s, %1$s like %2$s, %2$s like %1$s, position(%2$s in %1$s)");
    compare(List.of("dd"), List.of("date '2026-01-05'", "date '0001-01-01'"), "%2$s");
    compare(List.of("tt"), List.of("time '10:11:12'", "time '23:59:59'"), "%2$s");
    compare(List.of("ts"), List.of("timestamp '2026-01-05 10:11:12.345'"), "%2$s");
  }

  /**
   * Compares what expressions of columns and a literal are with what they are in a statement that
   * has as many literals before them as are taken out of code.
   */
  private void compare(List<String> columns, List<String> literals, String expressions) {
    String all =
        ", "
            + expressions
            + ", %1$s = %2$s, %1$s <> %2$s, %1$s < %2$s, %2$s <= %1$s, %1$s > %2$s, %2$s,"
            + " coalesce(%1$s, %2$s), case when id = 1 then %2$s else %1$s end,"
            + " case when %1$s is not distinct from %2$s then id end";
    String others =
        IntStream.range(0, MANY).mapToObj(i -> ", id + " + (900 + i)).collect(joining());
    for (String literal : literals) {
      String compared =
          columns.stream().map(column -> all.formatted(column, literal)).collect(joining())
              + " from x order by id";
      List<List<Object>> written =
          db.rows("select id" + others + compared).stream()
              .map(row -> row.subList(1 + MANY, row.size()))
              .toList();
      assertThat(db.rows("select id" + compared))
          .as(literal)
          .extracting(row -> row.subList(1, row.size()))
          .isEqualTo(written);
    }
  }

  @Test
  void whatReadsSortsAndCutsNeedsNoCompiler() {
    fill();
    long before = CodeGenerator.generations();
    assertThat(db.rows("select * from t limit 4711")).hasSize(3);
    assertThat(db.column("select name from t order by name limit 4712")).startsWith("one", "three");
    assertThat(db.rows("select name, id from t where id > 1 order by id desc, name"))
        .containsExactly(List.of("three", 3), List.of("two", 2));
    assertThat(db.column("select id from t offset 1 rows fetch next 1 rows only")).hasSize(1);
    assertThat(db.column("select id from t order by id offset 2 rows")).containsExactly("3");
    assertThat(db.rows("select * from t limit 0")).isEmpty();
    assertThat(db.rows("select * from sys.tables limit 4713")).hasSize(1);
    assertThat(CodeGenerator.generations()).isEqualTo(before);
    assertThat(db.column("select name from t order by name limit ?", 1)).containsExactly("one");
  }

  @Test
  void rowsOfATablePlanItsRulesOnce() {
    db.run(
        "create table r (id integer primary key, name varchar(20) check (char_length(name) > 1),"
            + " code varchar(20) default upper('x' || 'y'), made timestamp default current_timestamp)");
    db.run("insert into r (id, name) values (1, 'one')");
    long before = CodeGenerator.generations();
    db.run("insert into r (id, name) values (2, 'two'), (3, 'three')");
    assertThat(db.fails("insert into r (id, name) values (4, 'f')").state())
        .isEqualTo(SqlState.CHECK_VIOLATION);
    db.run("upsert into r (id, name) values (5, 'five')");
    assertThat(CodeGenerator.generations()).isEqualTo(before);
    assertThat(db.column("select distinct code from r")).containsExactly("XY");
  }

  @Test
  void rowsObeyTheRulesThatTheirTableHasNow() {
    String insert = "insert into r (name) values ('%s')";
    db.run(
        "create table r (name varchar(20), code varchar(20) default upper('x' || 'y'),"
            + " constraint short check (char_length(name) < 4))");
    db.run(insert.formatted("one"));
    assertThat(db.fails(insert.formatted("three")).state()).isEqualTo(SqlState.CHECK_VIOLATION);
    db.run("alter table r alter column code set default lower('A' || 'B')");
    db.run("alter table r drop constraint short");
    db.run(insert.formatted("three"));
    db.run("alter table r add constraint known check (name <> upper(name))");
    assertThat(db.fails(insert.formatted("ONE")).getMessage()).contains("known");
    db.run(insert.formatted("two"));
    assertThat(db.rows("select name, code from r order by name"))
        .containsExactly(List.of("one", "XY"), List.of("three", "ab"), List.of("two", "ab"));
    db.run("drop table r").run("create table r (name varchar(20), code integer default 1 + 2)");
    db.run(insert.formatted("ONE"));
    assertThat(db.rows("select name, code from r")).containsExactly(List.of("ONE", 3));
  }

  @Test
  void theSameStatementOfAnotherDatabaseCompilesNothing() {
    String query = "select count(*), sum(price) from t group by name having count(*) > 0";
    fill();
    db.run("select name, min(id), sum(id) from t group by name").run(query);
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
