package io.travertine.calcite.plan;

import static org.apache.calcite.sql.fun.SqlStdOperatorTable.NOT;

import io.travertine.calcite.catalog.Constraint;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.change.Checks;
import io.travertine.calcite.change.Defaults;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.parse.Sql;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Plans what a table says of its rows: defaults and CHECK. Immutable. */
record RulePlanner(
    StatementPlanner planner,
    RuleCache cache,
    TravertineTypeFactory types,
    Catalogs catalogs,
    SessionState session) {

  private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;

  /** The defaults; absent if there are none. */
  Optional<Defaults> defaults(List<String> expressions) {
    return expressions.isEmpty()
        ? Optional.empty()
        : Optional.of(cache.defaults(expressions, session, () -> planned(expressions)));
  }

  private Defaults planned(List<String> texts) {
    List<SqlNode> expressions = texts.stream().map(Sql::parseExpression).toList();
    boolean perRow = !expressions.stream().allMatch(Repeatable::is);
    return new Defaults(planner.expressions(expressions, catalogs, session), perRow);
  }

  /** The CHECK constraints of {@code table}; absent if it has none. */
  Optional<Checks> checks(TableDefinition table) {
    List<Constraint.Check> constraints =
        table.constraints().stream()
            .filter(Constraint.Check.class::isInstance)
            .map(Constraint.Check.class::cast)
            .toList();
    return constraints.isEmpty()
        ? Optional.empty()
        : Optional.of(cache.checks(table, session, () -> planned(table, constraints)));
  }

  private Checks planned(TableDefinition table, List<Constraint.Check> constraints) {
    List<SqlNode> when = new ArrayList<>();
    List<SqlNode> then = new ArrayList<>();
    for (Constraint.Check check : constraints) {
      when.add(NOT.createCall(NOWHERE, Sql.parseExpression(check.sql())));
      then.add(number(then.size()));
    }
    SqlNode first =
        new SqlCase(
            NOWHERE,
            null,
            new SqlNodeList(when, NOWHERE),
            new SqlNodeList(then, NOWHERE),
            number(-1));
    SqlNode rows =
        ChangeQuery.as(
            new SqlIdentifier(NameSpace.GIVEN, NOWHERE), new SqlIdentifier(table.name(), NOWHERE));
    Code code =
        new Compilation(types, catalogs, session)
            .withGiven(table.columns())
            .compile(ChangeQuery.select(List.of(first), rows, null))
            .code();
    return new Checks(table, constraints, code);
  }

  private static SqlNode number(int number) {
    return SqlLiteral.createExactNumeric(Integer.toString(number), NOWHERE);
  }
}
