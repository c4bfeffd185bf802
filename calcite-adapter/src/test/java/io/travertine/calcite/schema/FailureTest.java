package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.type.SqlFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong has its SQLSTATE and a message that says what to do. */
class FailureTest {

  private final TestDatabase db = TestDatabase.create();

  @BeforeEach
  void fill() {
    db.run("create table people (id int not null, name varchar(5), zero int, born date)");
    db.run("insert into people values (1, 'ann', 0, null)");
  }

  @AfterEach
  void close() {
    db.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "selec 1 | 42601 | line 1",
        "select 1 from | 42601 | line 1",
        "select * from peple | 42P01 | did you mean \"people\"?",
        "select * from nowhere.people | 3F000 | nowhere",
        "select * from public.peple | 42P01 | did you mean \"people\"?",
        "select nam from people | 42703 | did you mean \"name\"?",
        "select people.xyz from people | 42703 | there are id, name, zero, born",
        "select id from people p, people q | 42702 | in several tables",
        "select nofn(id) from people | 42883 | nofn",
        "select id + name from people where id > date '2020-01-01' | 42804 | ",
        "select ? | 42P18 | ",
        "select id / zero from people | 22012 | division by zero",
        "select 1 / 0 | 22012 | division by zero",
        "select mod(id, zero) from people | 22012 | division by zero",
        "select cast(name as int) from people | 22018 | ann",
        "select cast('x' as int) | 22018 | x",
        "select 2147483647 + id from people | 22003 | overflow",
        "select cast(3000000000 as int) | 22003 | ",
        "select (select id from people union all select 2) | 21000 | ",
        "insert into people values (1) | 42601 | 1 value(s) for 4 column(s)",
        "insert into people (id, id) values (1, 2) | 42701 | twice",
        "insert into people (id, nme) values (1, 'x') | 42703 | did you mean \"name\"?",
        "insert into people (name) values ('x') | 23502 | \"id\"",
        "insert into people (id) values (null) | 23502 | \"id\"",
        "insert into people (id) select zero from people where false or cast(null as int) is null and id is null | | ",
        "insert into people (id) select cast(null as int) | 23502 | \"id\"",
        "insert into people (id) values (3000000000) | 22003 | \"id\"",
        "insert into people (id) values ('abc') | 22018 | abc",
        "insert into people (id) values (date '2020-01-01') | 42804 | use a CAST",
        "insert into people (id, name) values (1, 'toolong') | 22001 | \"name\"",
        "insert into people (id, name) select 1, 'toolong' | 22001 | \"name\"",
        "insert into people (id, born) select 1, 5 | 42804 | use a CAST",
        "insert into nobody values (1) | 42P01 | nobody",
        "update people set id = null | 23502 | \"id\"",
        "update people set name = 'toolong' | 22001 | \"name\"",
        "update people set nme = 'x' | 42703 | ",
        "update people set id = id + 2147483647 | 22003 | ",
        "delete from nobody | 42P01 | nobody",
        "insert into information_schema.tables values (1) | 25006 | ",
        "create table people (a int) | 42P07 | already exists",
        "create table x.y (a int) | 3F000 | CREATE SCHEMA",
        "create table x (a int, A int) | 42701 | twice",
        "create table x (a int array) | 0A000 | no column can have the type",
        "create table sys.x (a int) | 25006 | belongs to the database",
        "insert into people (id) values (1) on conflict (id) do nothing | 42P10 | no keys at all",
        "upsert into people (id) values (1) | 42P10 | ADD PRIMARY KEY",
        "create schema public | 42P06 | already exists",
        "drop table nobody | 42P01 | nobody",
        "drop schema nobody | 3F000 | nobody",
        "drop schema public | 0A000 | ",
        "set nothing = 1 | 22023 | TIMEZONE",
        "set timezone = 'Mars' | 22023 | Mars",
        "set schema = nowhere | 3F000 | nowhere",
      })
  void failsWithItsStateAndAHint(String sql, String state, String hint) {
    if (state == null) {
      db.run(sql);
      return;
    }
    SqlFailure failure = db.fails(sql);
    assertThat(failure).as(sql).isNotNull();
    assertThat(failure.sqlState()).as(failure.getMessage()).isEqualTo(state);
    assertThat(failure.getMessage())
        .contains(hint == null ? "" : hint)
        .doesNotContain("\n")
        .hasSizeLessThan(400);
    assertThat(db.rows("select * from people")).hasSize(1);
  }

  @Test
  void aFailingStatementFailsTheSameWayEachTime() {
    PreparedSql prepared = db.session().prepare("select 1 / 0 from people");
    for (int i = 0; i < 3; i++) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowableOfType(
                      SqlFailure.class,
                      () ->
                          TestDatabase.read(prepared.execute(new Object[0], Execution.unlimited())))
                  .sqlState())
          .isEqualTo("22012");
    }
  }

  @Test
  void hopelesslyNestedStatementsAreRefused() {
    String sum = "1" + " + 1".repeat(20_000);
    assertThat(db.fails("select " + sum).sqlState()).isEqualTo("54001");
    assertThat(db.fails("select " + "(".repeat(20_000) + "1" + ")".repeat(20_000)).sqlState())
        .isEqualTo("54001");
  }

  @Test
  void aReadOnlySessionDoesNotWrite() {
    db.session().setReadOnly(true);
    assertThat(db.fails("insert into people (id) values (2)").sqlState()).isEqualTo("25006");
    assertThat(db.fails("create table x (a int)").sqlState()).isEqualTo("25006");
    assertThat(db.rows("select * from people")).hasSize(1);
  }
}
