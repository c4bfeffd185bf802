package io.travertine.calcite.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rewritten tree means to Calcite's validator what the statement means to its author. */
class TimeRewriteTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT CASE WHEN x IN (SELECT x FROM t a) THEN 1 ELSE (SELECT MAX(x) FROM t b) END FROM t c",
        "SELECT x, SUM(y) OVER (PARTITION BY x ORDER BY y ROWS 2 PRECEDING) FROM t a",
        "SELECT x, SUM(y) OVER w FROM t a WINDOW w AS (PARTITION BY x)",
        "SELECT x, COUNT(DISTINCT y) FROM t a GROUP BY GROUPING SETS ((x), ()) HAVING COUNT(*) > 1",
        "SELECT DISTINCT x FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE b.x = a.x) ORDER BY x DESC",
        "SELECT x FROM t a QUALIFY ROW_NUMBER() OVER (ORDER BY x) = 1",
        "SELECT * FROM t a NATURAL JOIN t b",
        "SELECT * FROM t a LEFT JOIN t b USING (x) JOIN t c ON c.x = (SELECT MIN(x) FROM t d)",
        "SELECT * FROM t a ASOF JOIN t b MATCH_CONDITION a.y >= b.y ON a.x = b.x",
        "SELECT * FROM t a, LATERAL (SELECT * FROM t b WHERE b.x = a.x) c",
        "SELECT * FROM (SELECT * FROM t a UNION ALL SELECT * FROM t b) c INTERSECT SELECT * FROM t d",
        "SELECT * FROM t a CROSS JOIN UNNEST(ARRAY[1, 2]) AS u (n)",
        "SELECT * FROM (VALUES (1, 2), (3, 4)) AS v (p, q), t a",
        "WITH c (p) AS (SELECT x FROM t a), d AS (SELECT p FROM c) SELECT * FROM d, c ORDER BY 1",
        "SELECT ARRAY(SELECT x FROM t a), CAST(NULL AS INTEGER), x IS NOT NULL FROM t b",
        "SELECT * FROM t a WHERE (x, y) IN (SELECT x, y FROM t b) AND x BETWEEN 1 AND 2 OR x = SOME (SELECT x FROM t c)",
        "SELECT * FROM (SELECT x, y FROM t a) PIVOT (SUM(y) FOR x IN (1 AS p1, 2 AS p2))",
        "SELECT * FROM t a TABLESAMPLE BERNOULLI(10)",
        "SELECT /*+ h(k = 'v') */ x FROM t a LIMIT 5 OFFSET 1",
      })
  void changesNothingButTheNamesOfTables(String sql) {
    SqlNode plain = Sql.parse(sql).node();
    SqlNode timed = Sql.parse(sql + " AS OF 5").node();
    assertThat(Shown.sql(timed)).contains("$asof:0");
    assertThat(Shown.sql(timed).replace("\"$asof:0\".", "")).isEqualTo(Shown.sql(plain));
    assertThat(columns(timed)).isEqualTo(columns(plain));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT t.x, x FROM t AS OF 5",
        "SELECT T.X FROM t AS OF 5 WHERE t.Y = 1",
        "SELECT t.* FROM s.t AS OF 5",
        "SELECT s.t.x, s.t.* FROM s.t AS OF 5 ORDER BY s.t.y",
        "SELECT a.x FROM s.t AS OF 5 a, t AS OF ? WHERE a.x = t.x",
        "SELECT * FROM t EXTEND (z INTEGER) AS OF 5 WHERE z = 1",
        "SELECT * FROM t /*+ h(1) */ AS OF 5 JOIN t AS OF 6 u USING (x)",
        "SELECT * FROM t AS OF 5 MATCH_RECOGNIZE (ORDER BY y MEASURES a.x AS ax"
            + " PATTERN (a b) DEFINE b AS b.x > a.x) m",
        "SELECT * FROM t AS OF 5 PIVOT (SUM(y) FOR x IN (1 AS p1, 2 AS p2)) p",
        "SELECT * FROM t AS OF 5 UNPIVOT (v FOR n IN (x, y)) u",
        "WITH c (p, q) AS (SELECT x, y FROM t) SELECT c.p, d.q FROM c, c AS OF 5 AS d, c FOR SYSTEM_TIME AS OF 6 AS e",
        "WITH c AS (SELECT x FROM t) SELECT * FROM c EXCEPT SELECT c.x FROM c FOR SYSTEM_TIME AS OF 5",
        "TABLE t AS OF 5",
        "INSERT INTO t SELECT t.x, t.y FROM t AS OF 5",
        "INSERT INTO t (y, x) SELECT 1, s.t.x FROM s.t WHERE s.t.y = ? AS OF ?",
        "UPDATE t SET y = (SELECT MAX(u.y) FROM t AS OF 5 u WHERE u.x = t.x)",
        "DELETE FROM t WHERE NOT EXISTS (SELECT 1 FROM t AS OF 5 u WHERE u.x = t.x)",
      })
  void passesTheValidator(String sql) {
    SqlNode node = Sql.parse(sql).node();
    assertThat(validator().validate(node)).isNotNull();
  }

  @Test
  void leavesUnknownColumnsUnknown() {
    SqlNode node = Sql.parse("SELECT s.t.x FROM t AS OF 5").node();
    assertThatThrownBy(() -> validator().validate(node))
        .isInstanceOf(CalciteContextException.class);
  }

  @Test
  void leavesAStatementWithoutTimesAlone() {
    ParsedStatement statement = Sql.parse("SELECT s.t.x FROM s.t");
    assertThat(statement.times()).isEmpty();
    assertThat(columns(statement.node())).hasToString("RecordType(INTEGER x)");
  }

  private static RelDataType columns(SqlNode query) {
    SqlValidator validator = validator();
    return validator.getValidatedNodeType(validator.validate(query));
  }

  /** Knows t (x, y) and s.t (x, y), now and at slots 0 to 2. */
  private static SqlValidator validator() {
    CalciteSchema root = CalciteSchema.createRootSchema(false, false);
    addTables(root.plus());
    for (int slot = 0; slot < 3; slot++) {
      addTables(root.plus().add("$asof:" + slot, new AbstractSchema()));
    }
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    CalciteConnectionConfig config = new CalciteConnectionConfigImpl(properties);
    RelDataTypeFactory types = new JavaTypeFactoryImpl();
    return SqlValidatorUtil.newValidator(
        SqlStdOperatorTable.instance(),
        new CalciteCatalogReader(root, List.of(), types, config),
        types,
        SqlValidator.Config.DEFAULT.withConformance(Sql.CONFORMANCE));
  }

  private static void addTables(SchemaPlus schema) {
    schema.add("t", new TwoColumns());
    schema.add("s", new AbstractSchema()).add("t", new TwoColumns());
  }

  private static final class TwoColumns extends AbstractTable {
    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
      return types.builder().add("x", SqlTypeName.INTEGER).add("y", SqlTypeName.INTEGER).build();
    }
  }
}
