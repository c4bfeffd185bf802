package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.calcite.type.SqlFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** INSERT, UPDATE, DELETE and what they count. */
class ChangeTest {

  private final TestDatabase db = TestDatabase.create();

  @BeforeEach
  void create() {
    db.run("create table t (id int not null, name varchar, price decimal(10, 2))");
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void insertsLiteralsParametersExpressionsAndDefaults() {
    assertThat(db.count("insert into t values (1, 'a', 1), (1 + 1, upper('b'), -2.345)"))
        .isEqualTo(2);
    assertThat(db.count("insert into t (name, id) values (?, ?)", null, "3")).isEqualTo(1);
    assertThat(db.count("insert into t values (?, default, cast(? as decimal(10, 2)) + 1)", 4L, 1))
        .isEqualTo(1);
    assertThat(db.count("insert into t (id) values ((select max(id) from t) + 1)")).isEqualTo(1);
    assertThat(db.rows("select id, name, cast(price as varchar) from t order by id"))
        .containsExactly(
            List.of(1, "a", "1.00"),
            List.of(2, "B", "-2.35"),
            java.util.Arrays.asList(3, null, null),
            java.util.Arrays.asList(4, null, "2.00"),
            java.util.Arrays.asList(5, null, null));
  }

  @Test
  void insertsWhatAQueryGives() {
    db.run("insert into t values (1, 'a', 1), (2, 'b', 2)");
    assertThat(db.count("insert into t (id, name) select id + 10, name || '!' from t"))
        .isEqualTo(2);
    assertThat(db.count("insert into t select * from t")).isEqualTo(4);
    assertThat(db.count("insert into t select * from t where id > 1000")).isZero();
    assertThat(db.value("select count(*) from t")).isEqualTo(8L);
  }

  @Test
  void insertsFiveThousandRowsInOneStatement() {
    String rows =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "(" + i + ", 'row " + i + "', " + i + ".25)")
            .collect(Collectors.joining(", "));
    assertThat(db.count("insert into t values " + rows)).isEqualTo(5_000);
    assertThat(db.rows("select count(*), sum(id), max(name) from t"))
        .containsExactly(List.of(5_000L, 12_497_500L, "row 999"));
    String expressions =
        IntStream.range(0, 500)
            .mapToObj(i -> "(" + i + " + 1, lower('X'), null)")
            .collect(Collectors.joining(", "));
    assertThat(db.count("insert into t values " + expressions)).isEqualTo(500);
  }

  @Test
  void updatesCountWhatTheyMatch() {
    db.run("insert into t values (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)");
    assertThat(db.count("update t set price = price * 2, name = ? where id >= ?", "z", 2))
        .isEqualTo(2);
    assertThat(db.count("update t set price = (select max(price) from t) where id = 1"))
        .isEqualTo(1);
    assertThat(db.count("update t set name = 'none' where id = 99")).isZero();
    assertThat(db.rows("select id, name, cast(price as varchar) from t order by id"))
        .containsExactly(List.of(1, "a", "6.00"), List.of(2, "z", "4.00"), List.of(3, "z", "6.00"));
  }

  @Test
  void anUpdateThatChangesNothingWritesNothing() {
    db.run("insert into t values (1, 'a', 1), (2, 'b', 2)");
    long before = db.now("t");
    assertThat(db.count("update t set name = name, price = price + 0")).isEqualTo(2);
    assertThat(db.count("delete from t where id = 99")).isZero();
    assertThat(db.now("t")).isEqualTo(before);
  }

  @Test
  void aValueThatMovesBetweenRowsIsNoChangeAtAll() {
    db.run("create table pair (a int)").run("insert into pair values (-1), (1)");
    long before = db.now("pair");
    assertThat(db.count("update pair set a = -a")).isEqualTo(2);
    assertThat(db.now("pair")).isEqualTo(before);
  }

  @Test
  void equalRowsAreAMultiset() {
    db.run("insert into t values (1, 'a', 1), (1, 'a', 1), (2, 'b', 2)");
    db.run("insert into t values (1, 'a', 1)");
    assertThat(db.value("select count(*) from t where id = 1")).isEqualTo(3L);
    assertThat(db.count("update t set id = 7 where id = 1")).isEqualTo(3);
    assertThat(db.count("delete from t where id = 7")).isEqualTo(3);
    assertThat(db.column("select id from t")).containsExactly("2");
  }

  @Test
  void deletesBySubQueryAndAll() {
    db.run("insert into t values (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)");
    assertThat(db.count("delete from t where id in (select max(id) from t)")).isEqualTo(1);
    assertThat(db.count("delete from t where exists (select 1 from t u where u.id = t.id - 1)"))
        .isEqualTo(1);
    assertThat(db.count("truncate table t")).isEqualTo(1);
    assertThat(db.count("delete from t")).isZero();
  }

  @Test
  void aStatementDoesNotSeeItsOwnWrites() {
    db.run("insert into t values (1, 'a', 1)");
    for (int i = 0; i < 5; i++) {
      db.run("insert into t select id + 1, name, price from t");
    }
    assertThat(db.value("select count(*) from t")).isEqualTo(32L);
  }

  @Test
  @SuppressWarnings("NullAway") // javac 17 loses the nullness of an array's elements in class files
  void aBatchOfRowsIsOneCommit() {
    List<@Nullable Object[]> batch = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      batch.add(new @Nullable Object[] {i, "row " + i});
    }
    long before =
        (Long) java.util.Objects.requireNonNull(db.value("select count(*) from sys.tables"));
    PreparedSql insert = db.session().prepare("insert into t (id, name) values (?, ?)");
    long[] counts = insert.executeBatch(batch, Execution.unlimited());
    assertThat(counts).hasSize(1_000).containsOnly(1);
    assertThat(before).isEqualTo(1);
    long commit = db.now("t");
    assertThat(db.value("select count(*) from t as of " + commit)).isEqualTo(1_000L);
    assertThat(db.value("select count(*) from t as of " + (commit - 1))).isEqualTo(0L);
  }

  @Test
  @SuppressWarnings("NullAway") // javac 17 loses the nullness of an array's elements in class files
  void aBatchWithABadRowChangesNothing() {
    PreparedSql insert = db.session().prepare("insert into t (id) values (?)");
    assertThatThrownBy(
            () ->
                insert.executeBatch(
                    List.of(new Object[] {1}, new @Nullable Object[] {null}),
                    Execution.unlimited()))
        .isInstanceOfSatisfying(
            SqlFailure.class, failure -> assertThat(failure.sqlState()).isEqualTo("23502"));
    assertThat(db.value("select count(*) from t")).isEqualTo(0L);
  }

  @Test
  void batchesOfOtherStatementsSeeEachOther() {
    db.run("insert into t values (1, 'a', 1)");
    PreparedSql update = db.session().prepare("update t set price = price + ? where id = 1");
    assertThat(
            update.executeBatch(
                List.of(new Object[] {1}, new Object[] {10}), Execution.unlimited()))
        .containsExactly(1, 1);
    assertThat(db.value("select cast(price as varchar) from t")).isEqualTo("12.00");
  }

  @Test
  void aPreparedInsertRunsAgainAndAgain() {
    PreparedSql insert = db.session().prepare("insert into t (id) values (?)");
    for (int i = 0; i < 100; i++) {
      insert.execute(new Object[] {i}, Execution.unlimited());
    }
    assertThat(db.rows("select count(*), sum(id) from t")).containsExactly(List.of(100L, 4_950L));
  }

  @Test
  void textDatesAndNumbersAreStoredAsWhatTheColumnIs() {
    db.run("create table d (a date, b timestamp, c time, n int, v varchar, f double)");
    db.run("insert into d values ('2020-02-29', date '2020-01-01', '10:11:12', '42', 7, 1)");
    db.run(
        "insert into d select timestamp '2020-02-29 10:11:12', date '2020-01-01', timestamp '2020-01-01 10:11:12', 41.6, 7, 1 from (values 0) as v(x)");
    assertThat(db.rows("select a, b, c, n, v, f from d group by a, b, c, n, v, f"))
        .containsExactly(List.of(18_321, 1_577_836_800_000L, 36_672_000, 42, "7", 1d));
  }

  @Test
  void tenThousandRowsOfLiteralsParametersAndExpressions() {
    db.run("create table mixed (id int, name varchar(20), made timestamp)");
    StringBuilder sql = new StringBuilder("insert into mixed values ");
    for (int i = 0; i < 10_000; i++) {
      sql.append(i == 0 ? "" : ", ");
      sql.append(
          switch (i % 4) {
            case 0 -> "(" + i + ", 'n" + i + "', null)";
            case 1 -> "(" + i + ", upper('n') || 'ine', current_timestamp)";
            case 2 -> "(" + i + ", default, timestamp '2020-01-01 00:00:00')";
            default -> "(" + i + ", ?, default)";
          });
    }
    Object[] given = new Object[2_500];
    java.util.Arrays.fill(given, "given");
    assertThat(db.count(sql.toString(), given)).isEqualTo(10_000);
    assertThat(
            db.rows(
                "select count(*), count(distinct id), count(name), count(distinct name), count(made)"
                    + " from mixed"))
        .containsExactly(List.of(10_000L, 10_000L, 7_500L, 2_502L, 5_000L));
  }

  @Test
  void hundredsOfDifferentExpressions() {
    db.run("create table sums (a int)");
    StringBuilder sql = new StringBuilder("insert into sums values ");
    for (int i = 0; i < 500; i++) {
      sql.append(i == 0 ? "(" : ", (").append(i).append(" + ").append(i + 1).append(")");
    }
    assertThat(db.count(sql.toString())).isEqualTo(500);
    assertThat(db.rows("select sum(a) from sums")).containsExactly(List.of(250_000L));
  }
}
