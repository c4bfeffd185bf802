package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.change.Cell;
import io.travertine.calcite.change.Change;
import io.travertine.calcite.change.Insertion;
import io.travertine.calcite.change.KeyedInsertion;
import io.travertine.calcite.change.RowRules;
import io.travertine.calcite.change.SelectedRows;
import io.travertine.calcite.change.SourceRows;
import io.travertine.calcite.change.ValueRows;
import io.travertine.calcite.exec.Code;
import io.travertine.calcite.parse.InsertInto;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Plans INSERT and UPSERT. VALUES goes without Calcite, cell by cell: thousands of rows cost what
 * their text costs. For one statement.
 */
final class InsertPlanner {

  /** Expressions that go into one piece of generated code. */
  private static final int EXPRESSIONS_PER_CODE = 100;

  private final StatementPlanner planner;
  private final TravertineTypeFactory types;
  private final Catalogs catalogs;
  private final SessionState session;
  private final CellPlanner cells;

  /** The expressions of VALUES, and which of them is where already. */
  private final List<SqlNode> expressions = new ArrayList<>();

  private final Map<String, Integer> known = new HashMap<>();

  /** What each expression becomes. */
  private final List<RelDataType> wanted = new ArrayList<>();

  InsertPlanner(
      StatementPlanner planner,
      TravertineTypeFactory types,
      Catalogs catalogs,
      SessionState session) {
    this.planner = planner;
    this.types = types;
    this.catalogs = catalogs;
    this.session = session;
    this.cells = new CellPlanner(types);
  }

  ChangePlan plan(ParsedStatement statement, InsertInto insert) {
    Target target = Target.of(insert.table(), catalogs, session);
    int[] columns = target.positions(insert.getTargetColumnList());
    Source source =
        insert.getSource().getKind() == SqlKind.VALUES
            ? values(insert, target, columns)
            : query(insert, target, columns);
    Optional<ConflictPlanner.Draft> conflict =
        new ConflictPlanner(types, catalogs, session, insert, target, cells).draft(columns);
    RowRules rules = cells.rules(target, planner.rules(catalogs, session));
    int[] all = target.positions(null);
    source.cells().forEach(row -> CellPlanner.type(row, all, source.fields(), rules, target));
    conflict.ifPresent(draft -> draft.type(rules, target));
    Change change =
        conflict
            .<Change>map(
                draft ->
                    new KeyedInsertion(
                        target.table(), source.rows(), draft.keys(), draft.resolution(), rules))
            .orElseGet(() -> new Insertion(target.table(), source.rows(), rules));
    List<Compilation.Compiled> code = new ArrayList<>(source.code());
    conflict.flatMap(ConflictPlanner.Draft::code).ifPresent(code::add);
    return new ChangePlan(planner.modify(statement, change, cells, code, target), source.query());
  }

  /**
   * Where the rows come from.
   *
   * @param cells those of each row, whose types are still to be found
   * @param fields the types of computed rows
   * @param query the operators, if there are any to show
   */
  private record Source(
      SourceRows rows,
      List<Cell[]> cells,
      List<RelDataType> fields,
      List<Compilation.Compiled> code,
      Optional<RelNode> query) {}

  private Source query(InsertInto insert, Target target, int[] columns) {
    Compilation.Compiled compiled =
        new Compilation(types, catalogs, session)
            .compile(insert.getSource(), Optional.of(rowType(target, columns)));
    List<RelDataType> fields = compiled.code().fields();
    if (fields.size() != columns.length) {
      throw new SqlFailure(
          SqlState.SYNTAX,
          "the query gives "
              + fields.size()
              + " column(s) for "
              + columns.length
              + " column(s) of table \""
              + target.table().name()
              + "\"");
    }
    Cell[] row = new Cell[target.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      ColumnDefinition column = target.column(columns[i]);
      boolean taken =
          CellPlanner.given(insert.getSource(), column, insert.overriding()) == insert.getSource();
      row[columns[i]] =
          taken ? CellPlanner.field(i, fields.get(i), column) : cells.defaultOf(column, false);
    }
    cells.fillIn(row, target, false);
    return new Source(
        new SelectedRows(compiled.code(), row),
        List.<Cell[]>of(row),
        fields,
        List.of(compiled),
        Optional.of(compiled.rel()));
  }

  private RelDataType rowType(Target target, int[] columns) {
    RelDataTypeFactory.Builder row = types.builder();
    for (int column : columns) {
      row.add(target.column(column).name(), cells.typeOf(target.column(column)));
    }
    return row.build();
  }

  private Source values(InsertInto insert, Target target, int[] columns) {
    List<Cell[]> rows = new ArrayList<>();
    for (SqlNode row : ((SqlCall) insert.getSource()).getOperandList()) {
      rows.add(row(row, columns, insert, target));
    }
    List<Compilation.Compiled> code = new ArrayList<>();
    for (int from = 0; from < expressions.size(); from += EXPRESSIONS_PER_CODE) {
      int to = Math.min(expressions.size(), from + EXPRESSIONS_PER_CODE);
      code.add(
          planner.row(expressions.subList(from, to), wanted.subList(from, to), catalogs, session));
    }
    List<Code> computed = code.stream().map(Compilation.Compiled::code).toList();
    List<RelDataType> fields = computed.stream().flatMap(each -> each.fields().stream()).toList();
    return new Source(new ValueRows(rows, computed), rows, fields, code, Optional.empty());
  }

  private Cell[] row(SqlNode row, int[] columns, InsertInto insert, Target target) {
    List<SqlNode> values =
        row.getKind() == SqlKind.ROW ? ((SqlCall) row).getOperandList() : List.of(row);
    if (values.size() != columns.length) {
      throw new SqlFailure(
          SqlState.SYNTAX,
          "a row has "
              + values.size()
              + " value(s) for "
              + columns.length
              + " column(s) of table \""
              + target.table().name()
              + "\" (line "
              + row.getParserPosition().getLineNum()
              + ")");
    }
    Cell[] made = new Cell[target.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      ColumnDefinition column = target.column(columns[i]);
      SqlNode value = CellPlanner.given(values.get(i), column, insert.overriding());
      made[columns[i]] =
          cells
              .plain(value, column, true)
              .orElseGet(() -> new Cell.Field(expression(value, column), SqlTypeName.ANY));
    }
    // UPSERT leaves alone what it has no value for.
    cells.fillIn(made, target, !insert.isUpsert());
    return made;
  }

  /**
   * The field of an expression that {@code column} takes; the same for all that say the same and
   * always give the same.
   */
  private int expression(SqlNode value, ColumnDefinition column) {
    int next = expressions.size();
    int field =
        Repeatable.is(value)
            ? known.computeIfAbsent(value + " for " + column.type(), text -> next)
            : next;
    if (field == next) {
      expressions.add(value);
      wanted.add(cells.typeOf(column));
    }
    return field;
  }
}
