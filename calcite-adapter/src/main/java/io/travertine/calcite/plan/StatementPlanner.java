package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.change.Change;
import io.travertine.calcite.change.KeyedInsertion;
import io.travertine.calcite.change.Removal;
import io.travertine.calcite.exec.Assignment;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.parse.AlterTable;
import io.travertine.calcite.parse.CreateTable;
import io.travertine.calcite.parse.CreateView;
import io.travertine.calcite.parse.DropObject;
import io.travertine.calcite.parse.InsertInto;
import io.travertine.calcite.parse.MergeInto;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.parse.Sql;
import io.travertine.calcite.parse.SqlSyntaxException;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.Store;
import io.travertine.calcite.type.TravertineTypeFactory;
import io.travertine.persist.id.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSetOption;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.ddl.SqlTruncateTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Makes plans of statements. Thread-safe. */
public final class StatementPlanner {

  private final TravertineTypeFactory types;
  private final Constants constants;
  private final Seed seed;
  private final RuleCache rules = new RuleCache();

  public StatementPlanner(TravertineTypeFactory types, Constants constants, Seed seed) {
    this.types = types;
    this.constants = constants;
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
      case INSERT, UPDATE, DELETE, MERGE -> change(statement, node, catalogs, session).plan();
      case DDL -> definition(statement, catalogs, session);
      case EXPLAIN -> explain(statement, (SqlExplain) node, catalogs, session);
      case SET ->
          new Plan.Control(
              SessionCommands.of((SqlSetOption) node), parameters(statement, Map.of()));
      case TRANSACTION ->
          new Plan.Control(TransactionCommands.of(node), parameters(statement, Map.of()));
      case DESCRIBE ->
          throw SqlFailure.unsupported(
              "DESCRIBE is not offered: SELECT from information_schema.columns");
      case SUBSCRIBE -> throw SqlFailure.unsupported("SUBSCRIBE is not offered yet");
      case KILL -> throw SqlFailure.unsupported("KILL QUERY is for servers: there is none here");
      case CALL -> throw SqlFailure.unsupported("there are no procedures to call");
    };
  }

  /** Plans a query that gives the values of some expressions as one row. */
  Code expressions(List<SqlNode> expressions, Catalogs catalogs, SessionState session) {
    return row(expressions, List.of(), catalogs, session).code();
  }

  /**
   * The value of an expression now, as {@code column} stores it; empty for NULL.
   *
   * @throws SqlFailure of class 22 if it has none, or the column does not take it
   */
  Optional<Object> constant(
      SqlNode expression, ColumnDefinition column, Catalogs catalogs, SessionState session) {
    Optional<SqlLiterals.Literal> literal = SqlLiterals.of(expression);
    if (literal.isPresent()) {
      return stored(literal.get().value(), literal.get().type(), column);
    }
    Code code = expressions(List.of(SqlCopy.of(expression)), catalogs, session);
    SqlTypeName type = code.fields().get(0).getSqlTypeName();
    return stored(constants.row(code, catalogs, session)[0], type, column);
  }

  private static Optional<Object> stored(
      @Nullable Object value, SqlTypeName type, ColumnDefinition column) {
    return Optional.ofNullable(
        Store.value(
            Assignment.convert(value, type, column.type()), column.type(), true, column.name()));
  }

  /**
   * {@link #expressions}, with what else is known of them.
   *
   * @param wanted what they become: the types of parameters, where nothing else tells; empty if
   *     nobody knows
   */
  Compilation.Compiled row(
      List<SqlNode> expressions,
      List<RelDataType> wanted,
      Catalogs catalogs,
      SessionState session) {
    SqlNode call =
        org.apache.calcite.sql.fun.SqlStdOperatorTable.ROW.createCall(
            SqlParserPos.ZERO, expressions);
    SqlNode values =
        org.apache.calcite.sql.fun.SqlStdOperatorTable.VALUES.createCall(SqlParserPos.ZERO, call);
    Optional<RelDataType> row =
        wanted.isEmpty() ? Optional.empty() : Optional.of(ChangeQuery.rowOf(wanted, types));
    return new Compilation(types, catalogs, session).compile(values, row);
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

  private ChangePlan change(
      ParsedStatement statement, SqlNode node, Catalogs catalogs, SessionState session) {
    if (node instanceof InsertInto insert) {
      return new InsertPlanner(this, types, catalogs, session).plan(statement, insert);
    } else if (node instanceof MergeInto merge) {
      return new MergePlanner(this, types, catalogs, session, merge).plan(statement);
    } else if (node instanceof SqlUpdate update) {
      return new UpdatePlanner(this, types, catalogs, session).update(statement, update);
    }
    return new UpdatePlanner(this, types, catalogs, session).delete(statement, (SqlDelete) node);
  }

  RulePlanner rules(Catalogs catalogs, SessionState session) {
    return new RulePlanner(this, rules, types, catalogs, session);
  }

  /** The plan of a change that takes its rows from a query. */
  ChangePlan modify(
      ParsedStatement statement,
      Change change,
      CellPlanner cells,
      Compilation.Compiled query,
      Target target) {
    return new ChangePlan(
        modify(statement, change, cells, List.of(query), target), Optional.of(query.rel()));
  }

  /**
   * The plan of a change.
   *
   * @param code what it computes
   */
  Plan.Modify modify(
      ParsedStatement statement,
      Change change,
      CellPlanner cells,
      List<Compilation.Compiled> code,
      Target target) {
    Map<Integer, RelDataType> known = new HashMap<>();
    Set<Dependency> dependencies = new LinkedHashSet<>();
    for (Compilation.Compiled compiled : code) {
      known.putAll(compiled.parameterTypes());
      dependencies.addAll(compiled.dependencies());
    }
    known.putAll(cells.parameterTypes());
    dependencies.add(target.dependency());
    return new Plan.Modify(
        change,
        parameters(statement, known, cells.parameterTypes().keySet()),
        List.copyOf(dependencies));
  }

  private Plan definition(ParsedStatement statement, Catalogs catalogs, SessionState session) {
    SqlNode node = statement.node();
    if (node.getKind() == SqlKind.TRUNCATE_TABLE) {
      if (!((SqlTruncateTable) node).continueIdentity) {
        throw SqlFailure.unsupported(
            "RESTART IDENTITY is not offered: no number of an identity column is given out twice");
      }
      Target target = Target.of(((SqlCall) node).operand(0), catalogs, session);
      return new Plan.Modify(
          Removal.ofEverything(target.table()), Parameters.NONE, List.of(target.dependency()));
    }
    Optional<Querying> query =
        node instanceof CreateTable create && create.query().isPresent()
            ? Optional.of(new Querying(types, catalogs, session.schema()))
            : Optional.empty();
    TableElements elements = new TableElements(statement, this, types, catalogs, session);
    Definitions definitions =
        new Definitions(
            statement,
            elements,
            new Dependents(types, catalogs.pasts()),
            seed,
            session.schema(),
            query.map(names -> names.validate(queryOf(statement)).rowType()));
    if (node instanceof AlterTable alter) {
      return alteration(alter, definitions, statement, catalogs, session);
    }
    return query
        .map(names -> definitions.filled(names.dependencies()))
        .orElseGet(() -> new Plan.Define(definitions.change(), reach(node)));
  }

  private static Plan.Reach reach(SqlNode definition) {
    return definition instanceof CreateView || definition instanceof DropObject
        ? Plan.Reach.CATALOG
        : Plan.Reach.ITSELF;
  }

  private static SqlNode queryOf(ParsedStatement statement) {
    return ((CreateTable) statement.node()).query().orElseThrow().expression();
  }

  /** A change of a table that has rows already. */
  private Plan alteration(
      AlterTable alter,
      Definitions definitions,
      ParsedStatement statement,
      Catalogs catalogs,
      SessionState session) {
    CatalogStore.Change change = definitions.change();
    Optional<TableDefinition> table = definitions.altered(catalogs.present());
    if (table.isEmpty()) {
      return new Plan.Define(change, Plan.Reach.CATALOG);
    }
    List<Plan.Requirement> requirements = new ArrayList<>();
    List<Dependency> dependencies = new ArrayList<>();
    dependencies.add(new Dependency(ReadTimes.PRESENT, table.get()));
    if (definitions.computesDefaults(alter)) {
      dependencies.add(Dependency.ON_NOW);
    }
    TableDefinition wider = definitions.withAddedColumns(alter, table.get());
    Catalogs widened =
        new Catalogs(catalogs.present().withChanged(wider), List.of(), catalogs.pasts());
    for (Requirements.Check check :
        Requirements.of(
            alter, table.get(), wider, expression -> statement.textOf(expression.range()))) {
      Code code =
          new Compilation(types, widened, session).compile(parse(check.offending()).node()).code();
      requirements.add(new Plan.Requirement(code, check.state(), check.message()));
    }
    return new Plan.Define(
        change, Plan.Reach.CATALOG, requirements, Optional.empty(), dependencies);
  }

  private Plan explain(
      ParsedStatement statement, SqlExplain explain, Catalogs catalogs, SessionState session) {
    SqlNode explained = explain.getExplicandum();
    if (explained.isA(SqlKind.DML)) {
      return explainChange(statement, explained, explain, catalogs, session);
    }
    Compilation compilation = new Compilation(types, catalogs, session);
    List<String> lines = compilation.explain(explain);
    return new Plan.Text(
        lines,
        compilation.textColumn("PLAN"),
        parameters(statement, compilation.parameterTypes()),
        compilation.dependencies());
  }

  private Plan explainChange(
      ParsedStatement statement,
      SqlNode change,
      SqlExplain explain,
      Catalogs catalogs,
      SessionState session) {
    ChangePlan planned = change(statement, change, catalogs, session);
    List<String> lines = new ArrayList<>();
    lines.add(change.getKind() + " of " + planned.plan().change().target().qualifiedName());
    if (planned.plan().change() instanceof KeyedInsertion keyed) {
      keyed.keys().forEach(key -> lines.add("  looked up by " + key.key().name()));
    }
    planned
        .query()
        .ifPresent(rel -> Compilation.print(rel, explain).forEach(line -> lines.add("  " + line)));
    return new Plan.Text(
        lines,
        new Compilation(types, catalogs, session).textColumn("PLAN"),
        planned.plan().parameters(),
        planned.plan().dependencies());
  }

  /** The parameters of a statement of which nothing else is known. */
  public Parameters unknownParameters(ParsedStatement statement) {
    return parameters(statement, Map.of());
  }

  Parameters parameters(ParsedStatement statement, Map<Integer, RelDataType> known) {
    return parameters(statement, known, Set.of());
  }

  /**
   * The parameters of a statement.
   *
   * @param assigned which of them become a column's value as they are
   */
  Parameters parameters(
      ParsedStatement statement, Map<Integer, RelDataType> known, Set<Integer> assigned) {
    Parameters.Places places = new Parameters.Places(rowCounts(statement.node()), assigned);
    return Parameters.of(statement.parameterCount(), known, places, types);
  }

  /** The parameters that say how many rows there are to be. */
  private static Set<Integer> rowCounts(SqlNode node) {
    Set<Integer> rowCounts = new HashSet<>();
    node.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          @SuppressWarnings("NullAway") // Void
          public Void visit(SqlCall call) {
            if (call instanceof SqlOrderBy order) {
              add(order.fetch);
              add(order.offset);
            } else if (call instanceof SqlSelect select) {
              add(select.getFetch());
              add(select.getOffset());
            }
            return super.visit(call);
          }

          private void add(@Nullable SqlNode value) {
            if (value instanceof SqlDynamicParam parameter) {
              rowCounts.add(parameter.getIndex());
            }
          }
        });
    return rowCounts;
  }

  /** {@code count} nulls, for columns that come from nowhere. */
  static <T> List<@org.jspecify.annotations.Nullable T> nulls(int count) {
    return IntStream.range(0, count)
        .<@org.jspecify.annotations.Nullable T>mapToObj(i -> null)
        .toList();
  }
}
