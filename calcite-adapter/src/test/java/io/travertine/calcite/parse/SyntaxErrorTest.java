package io.travertine.calcite.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxErrorTest {
  private static SqlSyntaxException error(String sql) {
    SqlSyntaxException e = catchThrowableOfType(SqlSyntaxException.class, () -> Sql.parse(sql));
    assertThat(e).as(sql).isNotNull();
    assertThat(e.getMessage()).hasSizeLessThan(200).doesNotContain("\n");
    return e;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | 1 | there is no text
          ; | 1 | unexpected ';'; expected a statement
          SELEC 1 | 1 | expected a statement or a query, found an expression
          SELECT | 6 | unexpected end of statement; expected an expression
          SELECT * FORM t | 15 | unexpected t; expected ',', FROM, AS, ORDER, LIMIT, UNION … or end of statement
          SELECT * FROM | 13 | unexpected end of statement; expected a name, '(', TABLE, LATERAL or UNNEST
          SELECT * FROM t WHERE x = = 1 | 27 | unexpected '='; expected an expression
          SELECT * FROM t GROUP x | 23 | unexpected x; expected BY
          SELECT * FROM t LIMIT x | 23 | unexpected x; expected a number, '?', ALL or DECIMAL
          SELECT 'abc | 8 | the string that begins here has no end
          SELECT "abc | 8 | the quoted identifier that begins here is empty or has no end
          SELECT 1 /* abc | 16 | a comment has no end
          SELECT €1 | 8 | a character that SQL has no use for
          SELECT 1; SELECT 2 | 11 | unexpected SELECT; expected end of statement
          INSERT t VALUES (1) | 8 | unexpected t; expected INTO
          DELETE t | 8 | unexpected t; expected FROM
          CREATE TABEL t | 8 | unexpected TABEL; expected TABLE, VIEW, SCHEMA or OR
          CREATE TABLE t | 14 | a table needs columns or a query
          CREATE TABLE t (a | 17 | unexpected end of statement; expected a type, ')' or ','
          CREATE TABLE t (a INT PRIMARY) | 30 | unexpected ')'; expected KEY
          DROP t | 6 | unexpected t; expected TABLE, VIEW or SCHEMA
          START TRANSACTION READ | 22 | unexpected end of statement; expected ONLY or WRITE
          SELECT (SELECT 1) + SELECT 2 | 21 | unexpected SELECT; expected an expression
          """)
  void saysWhereAndWhatInAFewWords(String sql, int column, String what) {
    SqlSyntaxException e = error(sql);
    assertThat(e)
        .hasMessage("syntax error at line 1, column " + column + ": " + what)
        .extracting(
            SqlSyntaxException::sqlState, SqlSyntaxException::line, SqlSyntaxException::column)
        .containsExactly("42601", 1, column);
  }

  @Test
  void countsLinesAndDoesNotExpandTabs() {
    assertThat(error("SELECT *\n\tFROM t\n\t\tWHERE x = =").getMessage())
        .startsWith("syntax error at line 3, column 13: unexpected '='");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM t, u AS OF t.ts v | cannot refer to column t.ts
          SELECT * FROM t AS OF x | cannot refer to column x
          SELECT * FROM t AS OF "CURRENT_TIMESTAMP" | cannot refer to column CURRENT_TIMESTAMP
          SELECT * FROM t AS OF (SELECT max(x) FROM u) | a query cannot stand here
          SELECT * FROM t AS OF coalesce((SELECT max(x) FROM u), 1) | AS OF cannot hold a query
          SELECT * FROM t AS OF 5 AS a AS OF 6 JOIN u ON x = y | a table has at most one AS OF
          SELECT * FROM t AS OF SYSTEM TIME 5 WHERE x = 1 | AS OF SYSTEM TIME must be the last clause
          SELECT * FROM UNNEST(ARRAY[1]) FOR SYSTEM_TIME AS OF 5 | AS OF needs a table, a view or a query
          SELECT * FROM TABLE(f(1)) FOR SYSTEM_TIME AS OF 5 | AS OF needs a table, a view or a query
          SELECT x IN (1, 2 AS OF 5) FROM t | column 19
          SELECT f(x AS OF 5) FROM t | column
          SELECT 1 AS OF 5 FROM t | column
          DELETE FROM t AS OF 5 | column 18
          UPDATE t SET x = 1 WHERE y = 2 AS OF 5 | column 32
          INSERT INTO t AS OF 5 VALUES (1) | column 18
          CREATE TABLE t (a INT DEFAULT (SELECT x FROM u AS OF 5)) | AS OF is not allowed here
          WITH RECURSIVE c AS (SELECT x FROM t UNION ALL SELECT x + 1 FROM c) SELECT * FROM c AS OF 5 a, c | recursive query c
          SUBSCRIBE t AS OF x | cannot refer to column x
          SUBSCRIBE t UP TO x | cannot refer to column x
          SET AS OF x | cannot refer to column x
          START TRANSACTION AS OF x | cannot refer to column x
          SELECT * FROM "$asof:0".t | reserved
          SELECT * FROM U&"\\0024asof:0".t | reserved
          """)
  void refusesTimesThatMakeNoSense(String sql, String message) {
    assertThat(error(sql)).hasMessageContaining(message);
  }

  @Test
  void refusesWhatIsTooLongOrTooDeep() {
    String name = "x".repeat(Sql.IDENTIFIER_MAX);
    assertThat(Sql.parse("SELECT " + name + " FROM t").kind()).isEqualTo(StatementKind.QUERY);
    assertThat(error("SELECT " + name + "x FROM t")).hasMessageContaining("identifier");

    String deep = "SELECT " + "(".repeat(100_000) + "1" + ")".repeat(100_000);
    assertThatThrownBy(() -> Sql.parse(deep))
        .isInstanceOf(SqlSyntaxException.class)
        .extracting(e -> ((SqlSyntaxException) e).sqlState())
        .isEqualTo("54001");
  }

  @Test
  void failsInNoOtherWayWhateverTheText() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String[] words =
        ("SELECT FROM t u s . , ( ) * WHERE x = 1 ? AS OF FOR SYSTEM_TIME VERSION TIMESTAMP '2026-01-01'"
                + " UNION ALL WITH c ORDER BY LIMIT JOIN ON INSERT INTO VALUES UPDATE SET DELETE CREATE TABLE"
                + " VIEW DROP IF EXISTS NOT NULL INT PRIMARY KEY DEFAULT EXPLAIN PLAN SUBSCRIBE TO UP BEGIN"
                + " COMMIT KILL QUERY ; \" ' -- /* */ EXISTS IN MERGE USING WHEN MATCHED THEN \u00e9 € \\ $ ROW")
            .split(" ");
    String[] starts = {"SELECT * FROM", "INSERT INTO t", "CREATE TABLE t (", "WITH c AS (", ""};
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder(starts[random.nextInt(starts.length)]);
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(' ').append(words[random.nextInt(words.length)]);
      }
      try {
        ParsedStatement statement = Sql.parse(text.toString());
        assertThat(statement.node().toString()).isNotEmpty();
      } catch (SqlSyntaxException e) {
        assertThat(e.getMessage()).as(text.toString()).hasSizeLessThan(200).doesNotContain("\n");
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(text.toString(), e);
      }
    }
  }
}
