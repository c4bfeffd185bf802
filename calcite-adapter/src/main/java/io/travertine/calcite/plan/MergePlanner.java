package io.travertine.calcite.plan;

import static org.apache.calcite.sql.fun.SqlStdOperatorTable.AND;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.EQUALS;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.IS_NOT_NULL;
import static org.apache.calcite.sql.fun.SqlStdOperatorTable.IS_NULL;

import io.travertine.calcite.change.Cell;
import io.travertine.calcite.change.QueryRows;
import io.travertine.calcite.change.RowAction;
import io.travertine.calcite.change.RowRules;
import io.travertine.calcite.parse.MergeClause;
import io.travertine.calcite.parse.MergeInto;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.parse.Sql;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Plans MERGE: as a join of the source with the target, with a field for the number of the clause
 * that applies, and each clause's values, computed only where it does. For one statement.
 */
final class MergePlanner {

  private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;

  /**
   * TRUE in every row of the target, so that a row without a match can be told from one of NULLs.
   */
  private static final String MATCHED = "$matched";

  /** The number of a row of the source. */
  private static final String ROW = "$row";

  private final StatementPlanner planner;
  private final TravertineTypeFactory types;
  private final Catalogs catalogs;
  private final SessionState session;
  private final MergeInto merge;
  private final Target target;
  private final SqlIdentifier targetName;
  private final SqlIdentifier sourceName;
  private final CellPlanner cells;
  private final ChangeQuery query;

  MergePlanner(
      StatementPlanner planner,
      TravertineTypeFactory types,
      Catalogs catalogs,
      SessionState session,
      MergeInto merge) {
    this.planner = planner;
    this.types = types;
    this.catalogs = catalogs;
    this.session = session;
    this.merge = merge;
    this.target = Target.of(merge.table(), catalogs, session);
    this.targetName = merge.alias().orElseGet(() -> last(merge.table()));
    this.sourceName = nameOf(merge.source());
    this.cells = new CellPlanner(types);
    this.query = new ChangeQuery(types);
    if (targetName.getSimple().equalsIgnoreCase(sourceName.getSimple())) {
      throw new SqlFailure(
          SqlState.SEMANTICS,
          "source and target are both called \""
              + sourceName.getSimple()
              + "\": give one of them another name with AS");
    }
  }

  ChangePlan plan(ParsedStatement statement) {
    List<MergeClause> clauses = merge.clauses();
    boolean changesOld =
        clauses.stream()
            .anyMatch(
                clause ->
                    clause.action() == MergeClause.Action.UPDATE
                        || clause.action() == MergeClause.Action.DELETE);
    boolean insertsNew = clauses.stream().anyMatch(clause -> !clause.matched());
    int choice = query.add(choice(), SqlTypeName.INTEGER);
    OptionalInt match =
        changesOld
            ? OptionalInt.of(query.add(column(sourceName, ROW), SqlTypeName.BIGINT))
            : OptionalInt.empty();
    int before = query.width();
    query.addRow(targetName, target);
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < clauses.size(); i++) {
      drafts.add(draft(clauses.get(i), i));
    }
    SqlNode join =
        new SqlJoin(
            NOWHERE,
            source(changesOld),
            SqlLiteral.createBoolean(false, NOWHERE),
            (insertsNew ? JoinType.LEFT : JoinType.INNER).symbol(NOWHERE),
            markedTarget(),
            JoinConditionType.ON.symbol(NOWHERE),
            named(merge.condition()));
    boolean onlyNew = clauses.stream().noneMatch(MergeClause::matched);
    Compilation.Compiled compiled =
        new Compilation(types, catalogs, session)
            .compile(
                query.from(join, onlyNew ? isMatched(false) : null), Optional.of(query.wanted()));
    RowRules rules = cells.rules(target, planner.rules(catalogs, session));
    drafts.forEach(
        draft ->
            CellPlanner.type(
                draft.cells(), draft.columns(), compiled.code().fields(), rules, target));
    QueryRows rows =
        new QueryRows(
            target.table(),
            compiled.code(),
            new QueryRows.Layout(OptionalInt.of(choice), match, before),
            drafts.stream().map(Draft::action).toList(),
            rules);
    return planner.modify(statement, rows, cells, compiled, target);
  }

  /** A clause whose cells have no types yet. */
  private record Draft(MergeClause.Action kind, int[] columns, Cell[] cells) {

    RowAction action() {
      return switch (kind) {
        case UPDATE -> new RowAction.Update(columns, cells);
        case DELETE -> new RowAction.Delete();
        case INSERT -> new RowAction.Insert(cells);
        case NOTHING -> new RowAction.Nothing();
      };
    }
  }

  private Draft draft(MergeClause clause, int number) {
    UnaryOperator<SqlNode> guard =
        value -> {
          SqlNode own = clause.matched() ? named(value) : ofSource(value);
          return when(
              List.of(EQUALS.createCall(NOWHERE, choice(), number(number))), List.of(own), null);
        };
    return switch (clause.action()) {
      case DELETE, NOTHING -> new Draft(clause.action(), new int[0], new Cell[0]);
      case UPDATE -> {
        int[] columns = target.positions(clause.columns());
        for (int i = 0; i < columns.length; i++) {
          CellPlanner.requireSettable(target.column(columns[i]), clause.values().get(i));
        }
        yield new Draft(
            clause.action(), columns, query.assign(clause.values(), columns, target, cells, guard));
      }
      case INSERT -> {
        int[] columns = target.positions(clause.columns());
        if (columns.length != clause.values().size()) {
          throw new SqlFailure(
              SqlState.SYNTAX,
              "INSERT has "
                  + clause.values().size()
                  + " value(s) for "
                  + columns.length
                  + " column(s) of table \""
                  + target.table().name()
                  + "\" (line "
                  + clause.getParserPosition().getLineNum()
                  + ")");
        }
        List<SqlNode> values = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
          values.add(
              CellPlanner.given(
                  clause.values().get(i), target.column(columns[i]), clause.overriding()));
        }
        Cell[] given = query.assign(values, columns, target, cells, guard);
        Cell[] row = new Cell[target.columns().size()];
        for (int i = 0; i < columns.length; i++) {
          row[columns[i]] = given[i];
        }
        cells.fillIn(row, target, false);
        yield new Draft(clause.action(), target.positions(null), row);
      }
    };
  }

  /** The number of the first clause that applies, or -1. */
  private SqlNode choice() {
    List<SqlNode> when = new ArrayList<>();
    List<SqlNode> then = new ArrayList<>();
    List<MergeClause> clauses = merge.clauses();
    for (int i = 0; i < clauses.size(); i++) {
      MergeClause clause = clauses.get(i);
      SqlNode kind = isMatched(clause.matched());
      when.add(
          clause
              .condition()
              .map(given -> clause.matched() ? named(given) : ofSource(given))
              .<SqlNode>map(given -> AND.createCall(NOWHERE, kind, given))
              .orElse(kind));
      then.add(number(i));
    }
    return when(when, then, number(-1));
  }

  private SqlNode isMatched(boolean matched) {
    return (matched ? IS_NOT_NULL : IS_NULL).createCall(NOWHERE, column(targetName, MATCHED));
  }

  private SqlNode source(boolean numbered) {
    SqlNode plain = merge.source();
    if (!numbered) {
      return plain instanceof SqlIdentifier || plain.getKind() == SqlKind.AS
          ? plain
          : ChangeQuery.as(plain, sourceName);
    }
    List<SqlNode> items =
        List.of(
            SqlIdentifier.star(NOWHERE),
            ChangeQuery.as(
                Sql.parseExpression("ROW_NUMBER() OVER ()"), new SqlIdentifier(ROW, NOWHERE)));
    return ChangeQuery.as(ChangeQuery.select(items, plain, null), sourceName);
  }

  private SqlNode markedTarget() {
    List<SqlNode> items =
        List.of(
            SqlIdentifier.star(NOWHERE),
            ChangeQuery.as(
                SqlLiteral.createBoolean(true, NOWHERE), new SqlIdentifier(MATCHED, NOWHERE)));
    return ChangeQuery.as(ChangeQuery.select(items, merge.table(), null), targetName);
  }

  /** The expression, with tables that were written with their schema called as they are here. */
  private SqlNode named(SqlNode expression) {
    return renamed(expression, false);
  }

  /** {@link #named}; names without a table, outside of sub-queries, are columns of the source. */
  private SqlNode ofSource(SqlNode expression) {
    return renamed(expression, true);
  }

  private SqlNode renamed(SqlNode expression, boolean sourceOnly) {
    SqlNode copy = SqlCopy.of(ChangeQuery.withoutRowFields(expression));
    return Objects.requireNonNull(
        copy.accept(
            new SqlShuttle() {
              private int depth;

              @Override
              public @Nullable SqlNode visit(SqlCall call) {
                boolean inner = call.isA(SqlKind.QUERY);
                depth += inner ? 1 : 0;
                SqlNode visited = super.visit(call);
                depth -= inner ? 1 : 0;
                return visited;
              }

              @Override
              public SqlNode visit(SqlIdentifier name) {
                List<String> names = name.names;
                if (names.size() == 1) {
                  return sourceOnly && depth == 0
                      ? new SqlIdentifier(
                          List.of(sourceName.getSimple(), names.get(0)), name.getParserPosition())
                      : name;
                }
                SqlIdentifier table = name.skipLast(1);
                Optional<SqlIdentifier> meant =
                    isWritten(table, merge.table()) && merge.alias().isEmpty()
                        ? Optional.of(targetName)
                        : merge.source() instanceof SqlIdentifier source && isWritten(table, source)
                            ? Optional.of(sourceName)
                            : Optional.empty();
                return meant
                    .map(
                        known ->
                            new SqlIdentifier(
                                List.of(known.getSimple(), names.get(names.size() - 1)),
                                name.getParserPosition()))
                    .orElse(name);
              }
            }));
  }

  private static boolean isWritten(SqlIdentifier name, SqlIdentifier table) {
    return table.names.size() > 1 && name.toString().equalsIgnoreCase(table.toString());
  }

  private static SqlNode when(
      List<SqlNode> conditions, List<SqlNode> results, @Nullable SqlNode otherwise) {
    return new SqlCase(
        NOWHERE,
        null,
        new SqlNodeList(conditions, NOWHERE),
        new SqlNodeList(results, NOWHERE),
        otherwise == null ? SqlLiteral.createNull(NOWHERE) : otherwise);
  }

  private static SqlNode number(int number) {
    return SqlLiteral.createExactNumeric(Integer.toString(number), NOWHERE);
  }

  private static SqlIdentifier column(SqlIdentifier table, String name) {
    return ChangeQuery.columnOf(table, name);
  }

  private static SqlIdentifier nameOf(SqlNode source) {
    if (source instanceof SqlIdentifier table) {
      return last(table);
    }
    return source.getKind() == SqlKind.AS
        ? ((SqlCall) source).operand(1)
        : new SqlIdentifier("$source", NOWHERE);
  }

  private static SqlIdentifier last(SqlIdentifier name) {
    return name.getComponent(name.names.size() - 1);
  }
}
