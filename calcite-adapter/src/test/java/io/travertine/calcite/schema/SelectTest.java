package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.avatica.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries over stored tables: what Calcite can run, runs. */
class SelectTest {

  private TestDatabase db = TestDatabase.create();

  @BeforeEach
  void fill() {
    db.run(
        "create table t (id int not null, name varchar(20), price decimal(10, 2), score double)");
    db.run(
        "insert into t values (1, 'one', 1.10, 0.5), (2, 'two', 2.20, null), (3, 'three', 3.30, 1.5), (4, null, null, 2.5)");
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void everyTypeComesBackAsItWasStored() {
    db.run(
        "create table types (a boolean, b tinyint, c smallint, d int, e bigint, f real, g double, h decimal(38, 4),"
            + " i char(3), j varchar, k date, l time, m timestamp, n varbinary)");
    db.run(
        "insert into types values (true, -1, 300, -70000, 9223372036854775807, 1.5, -2.25,"
            + " 1234567890123456789012345678901234.5678, 'ab', 'ü😀', date '1969-12-31', time '23:59:59.999',"
            + " timestamp '2020-02-29 12:34:56.789', x'00ff')");
    db.run("insert into types (a) values (null)");

    assertThat(db.rows("select * from types where a"))
        .containsExactly(
            Arrays.asList(
                true,
                (byte) -1,
                (short) 300,
                -70000,
                Long.MAX_VALUE,
                1.5f,
                -2.25d,
                new BigDecimal("1234567890123456789012345678901234.5678"),
                "ab ",
                "ü😀",
                -1,
                86_399_999,
                1_582_979_696_789L,
                new ByteString(new byte[] {0, -1})));
    assertThat(db.rows("select * from types where a is null").get(0))
        .hasSize(14)
        .containsOnlyNulls();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "select id from t where id > 2 ~ 3,4",
        "select id from t where id <> 2 and price < 3 ~ 1",
        "select id from t where name in ('two', 'four') or score > 2 ~ 2,4",
        "select id from t where id between 2 and 3 ~ 2,3",
        "select id from t where name is null ~ 4",
        "select id from t where name is not null and not (id = 1) ~ 2,3",
        "select id from t where name like 't%' ~ 2,3",
        "select id from t where upper(name) = 'ONE' and id < 3 ~ 1",
        "select id from t where price = 2.2 ~ 2",
        "select id from t where price > 2.199 and price <= 3.301 ~ 2,3",
        "select id from t where score >= 1.5 ~ 3,4",
        "select count(*) from t ~ 4",
        "select count(score) from t where id > 1 ~ 2",
        "select sum(price) from t ~ 6.60",
        "select max(name) from t ~ two",
        "select id from t order by name desc nulls last limit 2 ~ 2,3",
        "select id from t order by id offset 1 rows fetch next 2 rows only ~ 2,3",
        "select x.id from t x join t y on x.id = y.id + 1 order by 1 ~ 2,3,4",
        "select x.id from t x left join t y on x.id = y.id + 10 where y.id is null order by 1 ~ 1,2,3,4",
        "select id from t where id in (select id + 1 from t where price > 2) order by 1 ~ 3,4",
        "select id from t where exists (select 1 from t u where u.id = t.id + 3) ~ 1",
        "select id from t where price > (select avg(price) from t) ~ 3",
        "select (select max(u.id) from t u where u.id < t.id) from t order by id ~ null,1,2,3",
        "select id from t except select id from t where id > 2 ~ 1,2",
        "select id from t where id < 3 union all select 7 ~ 1,2,7",
        "select id from t intersect select id from t where id = 2 ~ 2",
        "with big as (select * from t where id > 2) select count(*) from big ~ 2",
        "with recursive n (i) as (values 1 union all select i + 1 from n where i < 4) select sum(i) from n ~ 10",
        "select row_number() over (order by id desc) from t order by id ~ 4,3,2,1",
        "select sum(id) over (order by id) from t order by id ~ 1,3,6,10",
        "select case when id > 2 then 'big' else 'small' end from t order by id ~ small,small,big,big",
        "select cast(id as varchar) || '!' from t where id = 1 ~ 1!",
        "select count(*) from t group by rollup (name) order by 1 ~ 1,1,1,1,4",
        "select coalesce(name, 'none') from t where id = 4 ~ none",
        "values 1, 2 ~ 1,2",
        "table t ~ 1,2,3,4",
        "select count(distinct name) + count(*) + sum(id) from t ~ 17",
        "select count(distinct id), count(score), avg(id) from t ~ 4",
        "select sum(l) from (select id, count(*) as l from t group by id) as c ~ 4",
        "select sum(cast(id as bigint)) over (order by id) from t order by id ~ 1,3,6,10",
      })
  void queriesGiveTheirRows(String sql, String expected) {
    assertThat(db.column(sql)).containsExactlyInAnyOrder(expected.split(","));
  }

  @Test
  void parametersAreTakenInAnyClass() {
    assertThat(db.column("select id from t where id = ? or name = ?", 1L, "two"))
        .containsExactly("1", "2");
    assertThat(db.column("select id from t where id = ?", "3")).containsExactly("3");
    assertThat(db.column("select id from t where price > ? order by id limit ?", 2, 1))
        .containsExactly("2");
    assertThat(db.fails("select id from t where id = ?", 5_000_000_000L).sqlState())
        .isEqualTo("22003");
    assertThat(db.fails("select id from t where id = ?", "abc").sqlState()).isEqualTo("22018");
    assertThat(db.fails("select id from t where id = ?").sqlState()).isEqualTo("42601");
  }

  @Test
  void columnsAreDescribedBeforeAnythingRuns() {
    PreparedSql prepared =
        db.session().prepare("select t.id, name as n, price * 2 from t where id = ?");
    assertThat(prepared.kind()).isEqualTo(StatementKind.QUERY);
    assertThat(prepared.columns())
        .extracting(
            column ->
                column.label
                    + " "
                    + column.columnName
                    + " "
                    + column.tableName
                    + " "
                    + column.type.name)
        .containsExactly("id id t INTEGER", "n name t VARCHAR", "EXPR$2 EXPR$2  DECIMAL");
    assertThat(prepared.columns()).extracting(column -> column.nullable).containsExactly(0, 1, 1);
    assertThat(prepared.columns().get(1).precision).isEqualTo(20);
    assertThat(prepared.parameters())
        .extracting(parameter -> parameter.typeName)
        .containsExactly("INTEGER");
  }

  @Test
  void conditionsAndColumnsFoldIntoTheScan() {
    assertThat(
            db.column(
                "explain plan for select name from t where id > 2 and price < 5 and upper(name) = 'X'"))
        .last()
        .asString()
        .contains("PersistScan", "columns=[[name]]", "$0 in {(2..-)}", "$2 in {(-..5");
  }

  @Test
  void charComparesAsIfPadded() {
    db.run("create table c (a char(5), b varchar(5))").run("insert into c values ('ab', 'ab')");
    assertThat(db.column("select count(*) from c where a = 'ab'")).containsExactly("1");
    assertThat(db.column("select count(*) from c where a = ?", "ab")).containsExactly("1");
    assertThat(db.column("select count(*) from c where a = b")).containsExactly("1");
    assertThat(db.column("select count(*) from c where a in ('ab', 'abc', 'x')"))
        .containsExactly("1");
    assertThat(db.column("select count(*) from c where a > 'ab'")).containsExactly("0");
    assertThat(db.column("select count(*) from c where a between 'a' and 'ab'"))
        .containsExactly("1");
    assertThat(db.column("select count(*) from c where a in (select 'ab' from c)"))
        .containsExactly("1");
    assertThat(db.column("select case when a in ('ab', 'x') then 1 else 0 end from c"))
        .containsExactly("1");
  }

  @Test
  void parametersAreNotRoundedBeforeTheyAreCompared() {
    for (Object fraction : new Object[] {1.5, new BigDecimal("1.5"), "1.5"}) {
      assertThat(db.fails("select id from t where id > ?", fraction).sqlState()).isEqualTo("22003");
      assertThat(db.fails("delete from t where id = ?", fraction).sqlState()).isEqualTo("22003");
      assertThat(db.count("update t set id = ? where id = 99", fraction)).isZero();
    }
    assertThat(db.column("select id from t where id = ?", new BigDecimal("1.0")))
        .containsExactly("1");
    assertThat(db.column("select min(id) from t where id > cast(? as double)", 1.5))
        .containsExactly("2");
  }

  @Test
  void limitsAreNumbersOfRows() {
    for (String rows : List.of("limit ?", "order by id limit ?", "limit 5 offset ?")) {
      assertThat(db.fails("select id from t " + rows, -1).sqlState()).isEqualTo("22023");
      assertThat(db.fails("select id from t " + rows, (Object) null).sqlState()).isEqualTo("22023");
    }
    assertThat(db.column("select id from t order by id limit ? offset ?", 1, 1))
        .containsExactly("2");
  }

  @Test
  void charComparesAsIfPaddedWhereverItIsCompared() {
    db.run("create table c (id int, a char(4), b varchar(10), d char(6))")
        .run(
            "insert into c values (1, 'a', 'a', 'a'), (2, 'ab', 'ab ', 'b'), (3, 'é😀', 'x', 'é😀')");
    assertThat(db.column("select a in ('abcde', 'ab', 'a') from c order by id"))
        .containsExactly("true", "true", "false");
    assertThat(db.value("select sum(case when a not in ('a ', 'ab') then 1 else 0 end) from c"))
        .isEqualTo(1L);
    assertThat(db.column("select id from c where a between 'a' and 'ab'"))
        .containsExactlyInAnyOrder("1", "2");
    assertThat(db.column("select a between 'a' and 'ab' from c order by id"))
        .containsExactly("true", "true", "false");
    assertThat(db.column("select id from c where a = 'é😀'")).containsExactly("3");
    assertThat(db.column("select l.id from c l join c r on l.a = r.d order by 1"))
        .containsExactly("1", "3");
    assertThat(db.column("select id from c where a in (select d from c) order by 1"))
        .containsExactly("1", "3");
    assertThat(db.column("select id from c where b in (select a from c)")).containsExactly("1");
    assertThat(db.value("select count(*) from (select a from c union select d from c)"))
        .isEqualTo(4L);
  }

  @Test
  void maxRowsStopEarly() {
    SqlResult result =
        db.session()
            .prepare("select id from t")
            .execute(new Object[0], Execution.unlimited().withMaxRows(2));
    assertThat(TestDatabase.read(result)).hasSize(2);
  }

  @Test
  void aCursorReadsItsInstantWhileOthersWrite() {
    try (RowCursor cursor = ((SqlResult.Rows) db.execute("select id from t")).cursor()) {
      assertThat(cursor.advance()).isTrue();
      db.run("delete from t");
      int rows = 1;
      while (cursor.advance()) {
        rows++;
      }
      assertThat(rows).isEqualTo(4);
    }
    assertThat(db.value("select count(*) from t")).isEqualTo(0L);
  }

  @Test
  void namesAreFoundInAnyCase() {
    assertThat(db.column("SELECT ID FROM T WHERE Id = 1")).containsExactly("1");
    assertThat(db.column("select \"ID\" from \"PUBLIC\".\"T\" where t.\"iD\" = 1"))
        .containsExactly("1");
    assertThat(db.columnsOf("select * from T"))
        .extracting(column -> column.label)
        .containsExactly("id", "name", "price", "score");
  }

  @Test
  void averagesAndSumsDoNotWrapOrCut() {
    db.run("create table n (i int, l bigint)")
        .run(
            "insert into n values (2147483647, 9223372036854775807), (2147483646, 9223372036854775807)");
    assertThat(db.rows("select sum(i), sum(l), avg(i) from n"))
        .containsExactly(
            List.of(4294967293L, new BigDecimal("18446744073709551614"), 2147483646.5d));
  }
}
