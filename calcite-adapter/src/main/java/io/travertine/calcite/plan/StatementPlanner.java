package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.parse.Sql;
import io.travertine.calcite.parse.SqlSyntaxException;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.TravertineTypeFactory;
import io.travertine.persist.id.Seed;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSetOption;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Makes plans of statements. Stateless and thread-safe. */
public final class StatementPlanner {

  private final TravertineTypeFactory types;
  private final Seed seed;

  public StatementPlanner(TravertineTypeFactory types, Seed seed) {
    this.types = types;
    this.seed = seed;
  }

  /**
   * Parses one statement.
   *
   * @throws SqlFailure 42601, 54001, or 22023 for a type that cannot be
   */
  public static ParsedStatement parse(String sql) {
    try {
      ParsedStatement statement = Sql.parse(sql);
      TypeLimits.check(statement.node());
      return statement;
    } catch (SqlSyntaxException e) {
      throw PlanFailures.of(e);
    }
  }

  /**
   * The plan of a statement, which must have been parsed for this and is used up.
   *
   * @param catalogs what its names mean
   * @throws SqlFailure of class 42, 22, 23 or 0A: what is wrong with the statement
   */
  public Plan plan(ParsedStatement statement, Catalogs catalogs, SessionState session) {
    SqlNode node = statement.node();
    return switch (statement.kind()) {
      case QUERY -> query(statement, catalogs, session);
      case INSERT -> insert(statement, (SqlInsert) node, catalogs, session);
      case UPDATE, DELETE -> modify(statement, node, catalogs, session);
      case DDL -> definition(statement, catalogs, session);
      case EXPLAIN -> explain(statement, (SqlExplain) node, catalogs, session);
      case SET ->
          new Plan.Control(
              SessionCommands.of((SqlSetOption) node), parameters(statement, Map.of()));
      case COMMIT, ROLLBACK ->
          throw new SqlFailure(
              SqlState.NO_TRANSACTION,
              "there is no transaction to end: every statement has committed by itself");
      case START_TRANSACTION ->
          throw SqlFailure.unsupported(
              "transactions are not offered yet: every statement commits by itself");
      case MERGE -> throw SqlFailure.unsupported("MERGE is not offered yet: use UPDATE and INSERT");
      case DESCRIBE ->
          throw SqlFailure.unsupported(
              "DESCRIBE is not offered: SELECT from information_schema.columns");
      case SUBSCRIBE -> throw SqlFailure.unsupported("SUBSCRIBE is not offered yet");
      case KILL -> throw SqlFailure.unsupported("KILL QUERY is for servers: there is none here");
      case CALL -> throw SqlFailure.unsupported("there are no procedures to call");
    };
  }

  /** Plans a query that gives the values of some expressions as one row. */
  Plan.Code expressions(List<SqlNode> expressions, Catalogs catalogs, SessionState session) {
    SqlNode row =
        org.apache.calcite.sql.fun.SqlStdOperatorTable.ROW.createCall(
            SqlParserPos.ZERO, expressions);
    SqlNode values =
        org.apache.calcite.sql.fun.SqlStdOperatorTable.VALUES.createCall(SqlParserPos.ZERO, row);
    return new Compilation(types, catalogs, session).compile(values).code();
  }

  private Plan query(ParsedStatement statement, Catalogs catalogs, SessionState session) {
    Compilation.Compiled compiled =
        new Compilation(types, catalogs, session).compile(statement.node());
    return new Plan.Query(
        compiled.code(),
        compiled.columns(),
        parameters(statement, compiled.parameterTypes()),
        compiled.dependencies());
  }

  private Plan insert(
      ParsedStatement statement, SqlInsert insert, Catalogs catalogs, SessionState session) {
    if (insert.isUpsert()) {
      throw SqlFailure.unsupported(
          "UPSERT goes by the primary key, and keys are not offered yet: use UPDATE and INSERT");
    }
    return insert.getSource().getKind() == SqlKind.VALUES
        ? new InsertPlanner(this, types, catalogs, session).plan(statement, insert)
        : modify(statement, insert, catalogs, session);
  }

  private Plan modify(
      ParsedStatement statement, SqlNode node, Catalogs catalogs, SessionState session) {
    Compilation.Compiled compiled = new Compilation(types, catalogs, session).compile(node);
    TableDefinition target = compiled.target().orElseThrow();
    return new Plan.Modify(
        compiled.code(),
        target,
        parameters(statement, compiled.parameterTypes()),
        compiled.dependencies());
  }

  private Plan definition(ParsedStatement statement, Catalogs catalogs, SessionState session) {
    SqlNode node = statement.node();
    if (node.getKind() == SqlKind.TRUNCATE_TABLE) {
      SqlIdentifier table = (SqlIdentifier) ((org.apache.calcite.sql.SqlCall) node).operand(0);
      return modify(
          statement,
          new SqlDelete(node.getParserPosition(), table, null, null, null),
          catalogs,
          session);
    }
    TableElements elements = new TableElements(statement, this, types, catalogs, session);
    return new Plan.Define(new Definitions(elements, seed, session.schema()).change(node));
  }

  private Plan explain(
      ParsedStatement statement, SqlExplain explain, Catalogs catalogs, SessionState session) {
    Compilation compilation = new Compilation(types, catalogs, session);
    List<String> lines = compilation.explain(explain);
    return new Plan.Text(
        lines,
        compilation.textColumn("PLAN"),
        parameters(statement, compilation.parameterTypes()),
        compilation.dependencies());
  }

  /** The parameters of a statement of which nothing else is known. */
  public Parameters unknownParameters(ParsedStatement statement) {
    return parameters(statement, Map.of());
  }

  Parameters parameters(
      ParsedStatement statement, Map<Integer, org.apache.calcite.rel.type.RelDataType> known) {
    return Parameters.of(statement.parameterCount(), known, places(statement.node()), types);
  }

  private static Parameters.Places places(SqlNode node) {
    Set<Integer> rowCounts = new HashSet<>();
    Set<Integer> assigned = new HashSet<>();
    node.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          @SuppressWarnings("NullAway") // Void
          public Void visit(SqlCall call) {
            if (call instanceof SqlOrderBy order) {
              add(order.fetch, rowCounts);
              add(order.offset, rowCounts);
            } else if (call instanceof SqlSelect select) {
              add(select.getFetch(), rowCounts);
              add(select.getOffset(), rowCounts);
            } else if (call instanceof SqlUpdate update) {
              update.getSourceExpressionList().forEach(value -> add(value, assigned));
            }
            return super.visit(call);
          }

          private void add(@Nullable SqlNode value, Set<Integer> found) {
            if (value instanceof SqlDynamicParam parameter) {
              found.add(parameter.getIndex());
            }
          }
        });
    return new Parameters.Places(rowCounts, assigned);
  }

  /** {@code count} nulls, for columns that come from nowhere. */
  static <T> List<@org.jspecify.annotations.Nullable T> nulls(int count) {
    return IntStream.range(0, count)
        .<@org.jspecify.annotations.Nullable T>mapToObj(i -> null)
        .toList();
  }
}
