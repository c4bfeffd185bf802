package io.travertine.calcite.parse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSetOption;
import org.apache.calcite.sql.ddl.SqlColumnDeclaration;
import org.apache.calcite.sql.ddl.SqlCreateTable;
import org.apache.calcite.sql.ddl.SqlKeyConstraint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT 1 | QUERY
          VALUES (1), (2) | QUERY
          TABLE t | QUERY
          WITH c AS (SELECT 1) SELECT * FROM c | QUERY
          SELECT 1 UNION SELECT 2 ORDER BY 1 | QUERY
          SELECT * FROM t AS OF 5 | QUERY
          INSERT INTO t VALUES (?, ?) | INSERT
          UPSERT INTO t VALUES (?, ?) | INSERT
          UPDATE t SET a = 1 | UPDATE
          DELETE FROM t | DELETE
          MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = 1 | MERGE
          CREATE TABLE t (a INT) | DDL
          CREATE VIEW v AS SELECT 1 | DDL
          CREATE SCHEMA s | DDL
          DROP TABLE t | DDL
          DROP SCHEMA s | DDL
          TRUNCATE TABLE t | DDL
          EXPLAIN PLAN FOR SELECT 1 | EXPLAIN
          DESCRIBE t | DESCRIBE
          SET a = 1 | SET
          RESET a | SET
          BEGIN | START_TRANSACTION
          START TRANSACTION | START_TRANSACTION
          COMMIT | COMMIT
          COMMIT WORK | COMMIT
          ROLLBACK | ROLLBACK
          SUBSCRIBE t | SUBSCRIBE
          KILL QUERY 'a-1' | KILL
          CALL f(1) | CALL
          """)
  void tellsTheKindsApart(String sql, StatementKind kind) {
    assertThat(Sql.parse(sql).kind()).isEqualTo(kind);
    assertThat(Sql.parse(sql + " ; ;").kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UP",
        "SUBSCRIBE",
        "PROGRESS",
        "VERSION",
        "KILL",
        "QUERY",
        "TEXT",
        "STRING",
        "BYTEA",
        "IF",
        "SNAPSHOT",
        "KEY",
        "LEVEL",
        "READ",
        "WORK",
        "TRANSACTION",
        "DATA",
        "TYPE",
        "NAME"
      })
  void keepsWordsOfItsOwnUsableAsNames(String word) {
    String sql =
        "SELECT %1$s, a.%1$s, %1$s.b AS %1$s FROM %1$s AS a, s.%1$s %1$s WHERE %1$s = 1 ORDER BY %1$s";
    assertThat(Sql.parse(sql.formatted(word)).kind()).isEqualTo(StatementKind.QUERY);
    assertThat(Sql.parse("CREATE TABLE %1$s (%1$s INT, PRIMARY KEY (%1$s))".formatted(word)).kind())
        .isEqualTo(StatementKind.DDL);
    assertThat(Sql.parse("SELECT * FROM t %1$s AS OF 5 WHERE %1$s.x = 1".formatted(word)).times())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (a INTEGER, b VARCHAR(10) NOT NULL, c DECIMAL(10, 2) DEFAULT 1.50)",
        "CREATE OR REPLACE TABLE t (a INTEGER)",
        "CREATE TABLE IF NOT EXISTS s.t (id BIGINT PRIMARY KEY, a INTEGER NULL)",
        "CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b), UNIQUE (b), CHECK (a > b))",
        "CREATE TABLE t (a INTEGER NOT NULL, CONSTRAINT k PRIMARY KEY (a), CONSTRAINT u UNIQUE (a))",
        "CREATE TABLE t (a INTEGER CONSTRAINT k PRIMARY KEY CHECK (a > 0) UNIQUE DEFAULT 7 NOT NULL)",
        "CREATE TABLE t (a INTEGER ARRAY, m MAP<VARCHAR, INTEGER>, r ROW(x INTEGER, y VARCHAR(3)))",
        "CREATE TABLE t (a BOOLEAN, b TINYINT, c SMALLINT, d REAL, e DOUBLE, f FLOAT, g CHAR(3))",
        "CREATE TABLE t (a DATE, b TIME, c TIMESTAMP(3), d VARBINARY, e BINARY(4), f TIME(3))",
        "CREATE TABLE t (a TEXT, b STRING, c CLOB, d BYTEA, e BLOB)",
        "CREATE TABLE t (a TIMESTAMP DEFAULT CURRENT_TIMESTAMP, b VARCHAR DEFAULT 'größer ''日本''')",
        "CREATE TABLE \"select\" (\"Größe\" INTEGER, \"a\"\"b\" INTEGER)",
        "CREATE TABLE t AS SELECT * FROM u WHERE x = 1",
        "CREATE TABLE IF NOT EXISTS t (a, b) AS SELECT x, y FROM u",
        "CREATE SCHEMA s",
        "CREATE SCHEMA IF NOT EXISTS s",
        "CREATE VIEW v AS SELECT a FROM t",
        "CREATE OR REPLACE VIEW s.v (a, b) AS SELECT x, y FROM t WHERE x > 1",
        "CREATE VIEW v AS SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY 1",
        "DROP TABLE t",
        "DROP TABLE IF EXISTS s.t CASCADE",
        "DROP TABLE t RESTRICT",
        "DROP VIEW IF EXISTS v",
        "DROP SCHEMA IF EXISTS s CASCADE",
        "TRUNCATE TABLE s.t",
        "START TRANSACTION READ ONLY ISOLATION LEVEL REPEATABLE READ",
        "BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE",
        "START TRANSACTION READ ONLY AS OF 5",
        "COMMIT",
        "ROLLBACK WORK",
        "KILL QUERY 'a''b'",
        "SUBSCRIBE t",
        "SUBSCRIBE TO (SELECT a FROM t WHERE b = 1) WITH (PROGRESS, SNAPSHOT = FALSE) AS OF 5 UP TO 9",
        "SET timeZone = 'UTC'",
        "RESET ALL",
      })
  void printsWhatItReads(String sql) {
    String printed = Shown.sql(Sql.parse(sql).node());
    assertThat(Shown.sql(Sql.parse(printed).node())).isEqualTo(printed);
  }

  @Test
  void keepsAllThatACreateTableSays() {
    SqlCreateTable create =
        (SqlCreateTable)
            Sql.parse(
                    "CREATE TABLE IF NOT EXISTS s.t (id BIGINT PRIMARY KEY,\n"
                        + "  a INT NOT NULL, b INT NULL DEFAULT 1 + 1, c INT, CONSTRAINT u UNIQUE (a, b))")
                .node();
    assertThat(create.ifNotExists).isTrue();
    assertThat(create.getReplace()).isFalse();
    assertThat(create.name.names).containsExactly("s", "t");
    SqlNodeList elements = requireNonNull(create.columnList);
    assertThat(elements.stream().map(SqlNode::getKind))
        .containsExactly(
            SqlKind.COLUMN_DECL,
            SqlKind.PRIMARY_KEY,
            SqlKind.COLUMN_DECL,
            SqlKind.COLUMN_DECL,
            SqlKind.COLUMN_DECL,
            SqlKind.UNIQUE);
    assertThat(nullable(elements.get(0))).isEmpty();
    assertThat(nullable(elements.get(2))).contains(false);
    assertThat(nullable(elements.get(3))).contains(true);
    assertThat(nullable(elements.get(4))).isEmpty();
    assertThat(((SqlColumnDeclaration) elements.get(3)).expression).hasToString("1 + 1");
    assertThat(((SqlKeyConstraint) elements.get(1)).getOperandList().get(1)).hasToString("`id`");
    assertThat(elements.get(5).getParserPosition().getLineNum()).isEqualTo(2);
  }

  private static Optional<Boolean> nullable(SqlNode column) {
    return Optional.ofNullable(((SqlColumnDeclaration) column).dataType.getNullable());
  }

  @Test
  void keepsTheTextOfAView() {
    ParsedStatement statement =
        Sql.parse(
            "CREATE VIEW v (a)\tAS  -- now\n SELECT 'é', \"x\"\n FROM t AS OF 5 ORDER BY 1 ;");
    CreateView view = (CreateView) statement.node();
    assertThat(statement.textOf(view.queryRange()))
        .isEqualTo("SELECT 'é', \"x\"\n FROM t AS OF 5 ORDER BY 1");
    assertThat(statement.times()).hasSize(1);
    assertThat(view.columns().orElseThrow()).hasSize(1);
    assertThat(view.query().toString()).contains("$asof:0");
  }

  @Test
  void readsWhatATransactionShallBe() {
    StartTransaction start =
        (StartTransaction)
            Sql.parse("START TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY").node();
    assertThat(start.readOnly()).contains(true);
    assertThat(start.isolation()).contains(StartTransaction.Isolation.READ_COMMITTED);
    assertThat(start.time()).isEmpty();

    StartTransaction plain = (StartTransaction) Sql.parse("BEGIN TRANSACTION").node();
    assertThat(plain.readOnly()).isEmpty();
    assertThat(plain.isolation()).isEmpty();

    StartTransaction past = (StartTransaction) Sql.parse("BEGIN READ ONLY AS OF ?").node();
    assertThat(past.time().orElseThrow().getKind()).isEqualTo(SqlKind.DYNAMIC_PARAM);
  }

  @Test
  void readsSettings() {
    assertThat(setting("SET a.b = 'x'")).isEqualTo("a.b := 'x'");
    assertThat(setting("SET a TO 5;")).isEqualTo("a := 5");
    assertThat(setting("SET a = -5")).isEqualTo("a := -5");
    assertThat(setting("SET a = on")).isEqualTo("a := ON");
    assertThat(setting("SET a = DEFAULT")).isEqualTo("a := null");
    assertThat(setting("RESET a")).isEqualTo("a := null");
    assertThat(setting("RESET ALL")).isEqualTo("ALL := null");
    assertThat(setting("SET AS OF TIMESTAMP '2026-01-02 03:04:05'"))
        .isEqualTo("AS OF := TIMESTAMP '2026-01-02 03:04:05'");
    assertThat(setting("RESET AS OF")).isEqualTo("AS OF := null");
  }

  private static String setting(String sql) {
    SqlSetOption set = (SqlSetOption) Sql.parse(sql).node();
    return Shown.tree(set.name())
        + " := "
        + (set.getValue() == null ? null : Shown.tree(set.getValue()));
  }

  @Test
  void readsSubscriptions() {
    Subscribe all = (Subscribe) Sql.parse("SUBSCRIBE TO s.t").node();
    assertThat(all.source()).hasToString("s.t");
    assertThat(all.options()).isEmpty();
    assertThat(all.asOf()).isEmpty();

    ParsedStatement statement =
        Sql.parse(
            "SUBSCRIBE (SELECT up FROM t WHERE x = ?) WITH (progress, SNAPSHOT false, n = 5)"
                + " AS OF ? UP TO CURRENT_TIMESTAMP + INTERVAL '1' HOUR");
    Subscribe some = (Subscribe) statement.node();
    assertThat(some.source().getKind()).isEqualTo(SqlKind.SELECT);
    assertThat(some.options().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()))
        .containsExactly("PROGRESS=TRUE", "SNAPSHOT=FALSE", "N=5");
    assertThat(some.asOf().orElseThrow()).hasToString("?");
    assertThat(some.upTo()).isPresent();
    assertThat(statement.parameterCount()).isEqualTo(2);
    assertThat(statement.times()).isEmpty();
  }

  @Test
  void readsTheIdOfAKill() {
    assertThat(((KillQuery) Sql.parse("KILL QUERY 'c1-7'").node()).id()).isEqualTo("c1-7");
  }

  @Test
  void keepsTheCaseOfNames() {
    assertThat(Shown.tree(Sql.parse("SELECT Aa, \"bB\", größe FROM Tt").node()))
        .isEqualTo("SELECT Aa, bB, größe FROM Tt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'日本 😀 €'", "_UTF8'日本 😀 €'", "U&'\\65e5\\672c \\d83d\\de00 \\20ac'"})
  void readsStringsOfAnyAlphabet(String literal) {
    SqlNode node = Sql.parseExpression(literal);
    assertThat(((SqlLiteral) node).getValueAs(String.class)).isEqualTo("日本 😀 €");
    assertThat(((SqlLiteral) Sql.parseExpression(Shown.sql(node))).getValueAs(String.class))
        .isEqualTo("日本 😀 €");
  }

  @Test
  void tellsWhatATimedNameMeans() {
    assertThat(TimedName.of(List.of("$asof:12", "s", "t")))
        .contains(new TimedName(12, List.of("s", "t")));
    assertThat(TimedName.of(List.of("s", "t"))).isEmpty();
    assertThat(TimedName.of(List.of("t"))).isEmpty();
  }

  @Test
  void remembersItsOptionsInOrder() {
    Subscribe subscribe = (Subscribe) Sql.parse("SUBSCRIBE t WITH (b = 1, a = 2, B = 3)").node();
    assertThat(subscribe.options())
        .hasSize(2)
        .containsKeys("A", "B")
        .extractingByKey("B")
        .hasToString("3");
    assertThat(subscribe.options().keySet()).containsExactly("B", "A");
  }
}
