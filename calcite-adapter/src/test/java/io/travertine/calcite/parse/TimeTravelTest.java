package io.travertine.calcite.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTravelTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM t | SELECT * FROM t []
          SELECT * FROM t FOR SYSTEM_TIME AS OF 5 | SELECT * FROM $asof:0.t AS t [5]
          SELECT * FROM t FOR SYSTEM_TIME AS OF 5 AS a | SELECT * FROM $asof:0.t AS a [5]
          SELECT * FROM t FOR SYSTEM_TIME AS OF 5 a, u | SELECT * FROM $asof:0.t AS a, u [5]
          SELECT * FROM t AS a FOR SYSTEM_TIME AS OF 5 | SELECT * FROM $asof:0.t AS a [5]
          SELECT * FROM t a FOR SYSTEM_TIME AS OF 5, u | SELECT * FROM $asof:0.t AS a, u [5]
          SELECT * FROM t AS OF 5 AS a WHERE x = 1 | SELECT * FROM $asof:0.t AS a WHERE x = 1 [5]
          SELECT * FROM t AS OF 5 a JOIN u ON a.x = u.x | SELECT * FROM $asof:0.t AS a INNER JOIN u ON a.x = u.x [5]
          SELECT * FROM t a AS OF 5 JOIN u ON a.x = u.x | SELECT * FROM $asof:0.t AS a INNER JOIN u ON a.x = u.x [5]
          SELECT * FROM t VERSION AS OF 5 | SELECT * FROM $asof:0.t AS t [5]
          SELECT * FROM t VERSION AS OF 5 a | SELECT * FROM $asof:0.t AS a [5]
          SELECT * FROM t TIMESTAMP AS OF TIMESTAMP '2026-01-02 03:04:05' a | SELECT * FROM $asof:0.t AS a [TIMESTAMP '2026-01-02 03:04:05']
          SELECT * FROM t AS OF ? WHERE x = ? | SELECT * FROM $asof:0.t AS t WHERE x = ? [?]
          SELECT * FROM t AS OF CURRENT_TIMESTAMP - INTERVAL '1' DAY AS a | SELECT * FROM $asof:0.t AS a [CURRENT_TIMESTAMP - INTERVAL '1' DAY]
          SELECT * FROM t AS OF 1 + 2 AS a | SELECT * FROM $asof:0.t AS a [1 + 2]
          SELECT * FROM t AS OF 18446744073709551615 a | SELECT * FROM $asof:0.t AS a [18446744073709551615]
          SELECT * FROM t AS OF CAST(? AS TIMESTAMP) a | SELECT * FROM $asof:0.t AS a [CAST(? AS TIMESTAMP)]
          SELECT * FROM t AS OF '2026-01-02' a | SELECT * FROM $asof:0.t AS a ['2026-01-02']
          SELECT * FROM s.t AS OF 5 a | SELECT * FROM $asof:0.s.t AS a [5]
          SELECT * FROM s.t AS OF 5 WHERE x = 1 | SELECT * FROM $asof:0.s.t AS t WHERE x = 1 [5]
          SELECT * FROM t AS OF 5 AS a (x, y) | SELECT * FROM $asof:0.t AS a (x, y) [5]
          SELECT * FROM t AS OF 5 TABLESAMPLE BERNOULLI(10) | SELECT * FROM $asof:0.t AS t TABLESAMPLE BERNOULLI(10.0) [5]
          """)
  void readsTheTimeOfATable(String sql, String expected) {
    assertThat(Shown.parsed(sql)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT * FROM t, u AS OF 5 | SELECT * FROM $asof:0.t AS t, $asof:0.u AS u [5]
          SELECT * FROM t, u AS OF 5; | SELECT * FROM $asof:0.t AS t, $asof:0.u AS u [5]
          SELECT * FROM t, u AS OF 5 v | SELECT * FROM t, $asof:0.u AS v [5]
          SELECT * FROM t, u AS OF 5 WHERE x = 1 | SELECT * FROM t, $asof:0.u AS u WHERE x = 1 [5]
          SELECT * FROM t, u FOR SYSTEM_TIME AS OF 5 | SELECT * FROM t, $asof:0.u AS u [5]
          SELECT * FROM t, u VERSION AS OF 5 | SELECT * FROM t, $asof:0.u AS u [5]
          SELECT * FROM t AS OF 5, u | SELECT * FROM $asof:0.t AS t, u [5]
          SELECT * FROM t a, u b AS OF 5 | SELECT * FROM $asof:0.t AS a, $asof:0.u AS b [5]
          SELECT * FROM t AS OF 5, u AS OF 6 | SELECT * FROM $asof:1.t AS t, $asof:0.u AS u [6, 5]
          SELECT * FROM t JOIN u ON t.x = u.x AS OF 5 | SELECT * FROM $asof:0.t AS t INNER JOIN $asof:0.u AS u ON t.x = u.x [5]
          SELECT * FROM t WHERE x = 1 AS OF 5 | SELECT * FROM $asof:0.t AS t WHERE x = 1 [5]
          SELECT x FROM t GROUP BY x AS OF 5 | SELECT x FROM $asof:0.t AS t GROUP BY x [5]
          SELECT x FROM t GROUP BY x HAVING x > 1 AS OF 5 | SELECT x FROM $asof:0.t AS t GROUP BY x HAVING x > 1 [5]
          SELECT * FROM t ORDER BY x AS OF 5 | SELECT * FROM $asof:0.t AS t ORDER BY x [5]
          SELECT * FROM t ORDER BY x DESC NULLS LAST AS OF 5 | SELECT * FROM $asof:0.t AS t ORDER BY x DESC NULLS LAST [5]
          SELECT * FROM t LIMIT 3 AS OF ? | SELECT * FROM $asof:0.t AS t FETCH NEXT 3 ROWS ONLY [?]
          SELECT * FROM t LIMIT 3 OFFSET 2 AS OF SYSTEM TIME 5 | SELECT * FROM $asof:0.t AS t OFFSET 2 ROWS FETCH NEXT 3 ROWS ONLY [5]
          SELECT * FROM t AS OF SYSTEM TIME '-10s' | SELECT * FROM $asof:0.t AS t ['-10s']
          SELECT * FROM t UNION ALL SELECT * FROM u AS OF 5 | SELECT * FROM $asof:0.t AS t UNION ALL SELECT * FROM $asof:0.u AS u [5]
          SELECT * FROM t UNION ALL (SELECT * FROM u AS OF 5) | SELECT * FROM t UNION ALL SELECT * FROM $asof:0.u AS u [5]
          SELECT * FROM t UNION ALL SELECT * FROM u FOR SYSTEM_TIME AS OF 5 | SELECT * FROM t UNION ALL SELECT * FROM $asof:0.u AS u [5]
          SELECT * FROM t AS OF 5 UNION ALL SELECT * FROM u | SELECT * FROM $asof:0.t AS t UNION ALL SELECT * FROM u [5]
          (SELECT * FROM t) UNION (SELECT * FROM u) AS OF 5 | SELECT * FROM $asof:0.t AS t UNION SELECT * FROM $asof:0.u AS u [5]
          SELECT * FROM t AS OF 5 EXCEPT SELECT * FROM t AS a AS OF 6 | SELECT * FROM $asof:1.t AS t EXCEPT SELECT * FROM $asof:0.t AS a [6, 5]
          SELECT * FROM (SELECT * FROM t AS OF 5) s | SELECT * FROM (SELECT * FROM $asof:0.t AS t) AS s [5]
          SELECT * FROM (SELECT * FROM t) AS OF 5 | SELECT * FROM (SELECT * FROM $asof:0.t AS t) [5]
          SELECT * FROM (SELECT * FROM t) AS OF 5 s, u | SELECT * FROM (SELECT * FROM $asof:0.t AS t) AS s, u [5]
          SELECT * FROM (SELECT * FROM t) AS s AS OF 5 | SELECT * FROM (SELECT * FROM $asof:0.t AS t) AS s [5]
          SELECT * FROM (SELECT * FROM t AS OF 5) s, u AS OF 6 | SELECT * FROM (SELECT * FROM $asof:1.t AS t) AS s, $asof:0.u AS u [6, 5]
          SELECT * FROM (t CROSS JOIN u AS OF 5), v | SELECT * FROM $asof:0.t AS t CROSS JOIN $asof:0.u AS u, v [5]
          SELECT * FROM t WHERE EXISTS (SELECT * FROM u WHERE u.x = t.x AS OF 5) | SELECT * FROM t WHERE EXISTS (SELECT * FROM $asof:0.u AS u WHERE u.x = t.x) [5]
          SELECT * FROM t WHERE x IN (SELECT x FROM u) AS OF 5 | SELECT * FROM $asof:0.t AS t WHERE x IN (SELECT x FROM $asof:0.u AS u) [5]
          SELECT (SELECT MAX(x) FROM u) FROM t AS OF 5 | SELECT (SELECT MAX(x) FROM $asof:0.u AS u) FROM $asof:0.t AS t [5]
          SELECT (SELECT MAX(x) FROM u AS OF 5) - (SELECT MAX(x) FROM u) FROM t | SELECT (SELECT MAX(x) FROM $asof:0.u AS u) - (SELECT MAX(x) FROM u) FROM t [5]
          SELECT * FROM t ORDER BY (SELECT MAX(x) FROM u) AS OF 5 | SELECT * FROM $asof:0.t AS t ORDER BY (SELECT MAX(x) FROM $asof:0.u AS u) [5]
          TABLE t AS OF 5 | TABLE $asof:0.t [5]
          SELECT * FROM t, UNNEST(ARRAY[1]) AS n AS OF 5 | SELECT * FROM $asof:0.t AS t, UNNEST(ARRAY[1]) AS n [5]
          SELECT * FROM t, TABLE(f(1)) AS n AS OF 5 | SELECT * FROM $asof:0.t AS t, TABLE(f(1)) AS n [5]
          SELECT * FROM t, LATERAL (SELECT * FROM u WHERE u.x = t.x) AS n AS OF 5 | SELECT * FROM $asof:0.t AS t, LATERAL (SELECT * FROM $asof:0.u AS u WHERE u.x = t.x) AS n [5]
          VALUES (1) AS OF 5 | VALUES ROW(1) [5]
          EXPLAIN PLAN FOR SELECT * FROM t AS OF 5 | EXPLAIN PLAN INCLUDING ATTRIBUTES WITH IMPLEMENTATION FOR SELECT * FROM $asof:0.t AS t [5]
          """)
  void readsTheTimeOfAQuery(String sql, String expected) {
    assertThat(Shown.parsed(sql)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WITH c AS (SELECT * FROM t) SELECT * FROM c, u AS OF 5 | WITH c AS (SELECT * FROM $asof:0.t AS t) SELECT * FROM c, $asof:0.u AS u [5]
          WITH c AS (SELECT * FROM t AS OF 5) SELECT * FROM c, u | WITH c AS (SELECT * FROM $asof:0.t AS t) SELECT * FROM c, u [5]
          WITH c AS (SELECT * FROM t AS OF 5) SELECT * FROM c, t AS OF 6 | WITH c AS (SELECT * FROM $asof:1.t AS t) SELECT * FROM c, $asof:0.t AS t [6, 5]
          WITH c AS (SELECT * FROM t), d AS (SELECT * FROM c) SELECT * FROM d AS OF 5 | WITH c AS (SELECT * FROM $asof:0.t AS t), d AS (SELECT * FROM c) SELECT * FROM d [5]
          WITH t AS (SELECT * FROM t) SELECT * FROM t AS OF 5 | WITH t AS (SELECT * FROM $asof:0.t AS t) SELECT * FROM t [5]
          WITH c AS (SELECT * FROM t) SELECT * FROM C AS OF 5 | WITH c AS (SELECT * FROM $asof:0.t AS t) SELECT * FROM C [5]
          WITH c AS (SELECT * FROM t) SELECT * FROM s.c AS OF 5 | WITH c AS (SELECT * FROM $asof:0.t AS t) SELECT * FROM $asof:0.s.c AS c [5]
          SELECT * FROM (WITH c AS (SELECT * FROM t) SELECT * FROM c), c AS OF 5 | SELECT * FROM (WITH c AS (SELECT * FROM $asof:0.t AS t) SELECT * FROM c), $asof:0.c AS c [5]
          WITH c AS (SELECT * FROM t) SELECT * FROM c EXCEPT SELECT * FROM c FOR SYSTEM_TIME AS OF 5 | WITH c AS (SELECT * FROM t) SELECT * FROM c EXCEPT SELECT * FROM (SELECT * FROM $asof:0.t AS t) AS c [5]
          WITH c AS (SELECT * FROM t), d AS (SELECT * FROM c) SELECT * FROM d AS OF 5 x, d | WITH c AS (SELECT * FROM t), d AS (SELECT * FROM c) SELECT * FROM (SELECT * FROM (SELECT * FROM $asof:0.t AS t) AS c) AS x, d [5]
          WITH c (p) AS (SELECT x FROM t) SELECT * FROM c AS OF 5 y, c | WITH c (p) AS (SELECT x FROM t) SELECT * FROM (SELECT * FROM (SELECT x FROM $asof:0.t AS t) AS c (p)) AS y, c [5]
          """)
  void keepsToTheScopeOfWith(String sql, String expected) {
    assertThat(Shown.parsed(sql)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INSERT INTO x SELECT * FROM t AS OF 5 | INSERT INTO x SELECT * FROM $asof:0.t AS t [5]
          INSERT INTO x SELECT * FROM x AS OF 5 | INSERT INTO x SELECT * FROM $asof:0.x AS x [5]
          INSERT INTO x (a, b) SELECT * FROM t, u AS OF 5 | INSERT INTO x (a, b) SELECT * FROM $asof:0.t AS t, $asof:0.u AS u [5]
          UPDATE x SET a = (SELECT a FROM x AS OF 5) WHERE b = 1 | UPDATE x SET a = (SELECT a FROM $asof:0.x AS x) WHERE b = 1 [5]
          DELETE FROM x WHERE a NOT IN (SELECT a FROM x AS OF 5) | DELETE FROM x WHERE a NOT IN (SELECT a FROM $asof:0.x AS x) [5]
          CREATE TABLE x AS SELECT * FROM t AS OF 5 | CREATE TABLE x AS SELECT * FROM $asof:0.t AS t [5]
          """)
  void neverTimesTheTargetOfAChange(String sql, String expected) {
    assertThat(Shown.parsed(sql)).isEqualTo(expected);
  }

  @Test
  void timesTheSourceOfAMerge() {
    assertThat(
            Shown.parsed(
                "MERGE INTO x USING s.u AS OF 5 ON x.id = s.u.id"
                    + " WHEN MATCHED THEN UPDATE SET a = s.u.a"
                    + " WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.u.id, s.u.a)"))
        .isEqualTo(
            "MERGE INTO x USING $asof:0.s.u AS u ON x.id = u.id"
                + " WHEN MATCHED THEN UPDATE SET a = u.a"
                + " WHEN NOT MATCHED THEN INSERT (id, a) VALUES (u.id, u.a) [5]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT s.t.x, s.t.* FROM s.t AS OF 5 ORDER BY s.t.x | SELECT t.x, t.* FROM $asof:0.s.t AS t ORDER BY t.x [5]
          SELECT s.t.x FROM s.t WHERE s.t.y = 1 AS OF 5 | SELECT t.x FROM $asof:0.s.t AS t WHERE t.y = 1 [5]
          SELECT * FROM s.t JOIN s.u ON s.t.x = S.U.x AS OF 5 | SELECT * FROM $asof:0.s.t AS t INNER JOIN $asof:0.s.u AS u ON t.x = U.x [5]
          SELECT * FROM s.t AS OF 5, v WHERE EXISTS (SELECT * FROM u WHERE s.t.x = u.x) | SELECT * FROM $asof:0.s.t AS t, v WHERE EXISTS (SELECT * FROM u WHERE t.x = u.x) [5]
          SELECT * FROM s.t AS OF 5, v WHERE EXISTS (SELECT * FROM s.t WHERE s.t.x = 1) | SELECT * FROM $asof:0.s.t AS t, v WHERE EXISTS (SELECT * FROM s.t WHERE s.t.x = 1) [5]
          SELECT s.u.x FROM s.t AS OF 5, s.u | SELECT s.u.x FROM $asof:0.s.t AS t, s.u [5]
          """)
  void keepsColumnsWrittenWithTheirSchemaMeaningful(String sql, String expected) {
    assertThat(Shown.parsed(sql)).isEqualTo(expected);
  }

  @Test
  void sharesASlotBetweenEqualLiteralsOnly() {
    assertThat(Sql.parse("SELECT * FROM t AS OF 5 a, t AS OF 5 b, t AS OF 6 c").times()).hasSize(2);
    assertThat(Sql.parse("SELECT * FROM t AS OF ? a, t AS OF ? b, u").times()).hasSize(2);
    assertThat(Sql.parse("SELECT * FROM t, u, v AS OF ?").times()).hasSize(1);
  }

  @Test
  void numbersParametersAsWritten() {
    ParsedStatement statement =
        Sql.parse(
            "SELECT ? FROM t AS OF ? a, u WHERE a.x = ? AND u.y IN (SELECT ? FROM v) AS OF ?");
    assertThat(statement.parameterCount()).isEqualTo(5);
    assertThat(parameterIndices(statement.node())).containsExactlyInAnyOrder(0, 2, 3);
    assertThat(statement.times().stream().map(TimeTravelTest::parameterIndices))
        .containsExactly(List.of(4), List.of(1));
  }

  private static List<Integer> parameterIndices(SqlNode node) {
    List<Integer> found = new ArrayList<>();
    node.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          @SuppressWarnings("NullAway") // Void
          public Void visit(SqlDynamicParam param) {
            found.add(param.getIndex());
            return null;
          }
        });
    return found;
  }
}
