package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.change.Cell;
import io.travertine.calcite.change.QueryRows;
import io.travertine.calcite.change.RowAction;
import io.travertine.calcite.change.RowRules;
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
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Plans INSERT. VALUES goes without Calcite, cell by cell: thousands of rows cost what their text
 * costs. For one statement.
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
    if (insert.conflict().isPresent()) {
      throw SqlFailure.unsupported("ON CONFLICT is not offered yet: use MERGE INTO");
    }
    Target target = Target.of(insert.table(), catalogs, session);
    int[] columns = target.positions(insert.getTargetColumnList());
    return insert.getSource().getKind() == SqlKind.VALUES
        ? values(statement, insert, target, columns)
        : query(statement, insert, target, columns);
  }

  private ChangePlan query(
      ParsedStatement statement, InsertInto insert, Target target, int[] columns) {
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
    RowRules rules = cells.rules(target, planner.rules(catalogs, session));
    CellPlanner.type(row, target.positions(null), fields, rules, target);
    QueryRows rows =
        new QueryRows(
            target.table(),
            compiled.code(),
            QueryRows.Layout.OLD_ROW,
            List.of(new RowAction.Insert(row)),
            rules);
    return planner.modify(statement, rows, cells, compiled, target);
  }

  private RelDataType rowType(Target target, int[] columns) {
    RelDataTypeFactory.Builder row = types.builder();
    for (int column : columns) {
      row.add(target.column(column).name(), cells.typeOf(target.column(column)));
    }
    return row.build();
  }

  private ChangePlan values(
      ParsedStatement statement, InsertInto insert, Target target, int[] columns) {
    List<Cell[]> rows = new ArrayList<>();
    for (SqlNode row : ((SqlCall) insert.getSource()).getOperandList()) {
      rows.add(row(row, columns, insert.overriding(), target));
    }
    List<Code> computed = new ArrayList<>();
    List<Dependency> dependencies = new ArrayList<>(List.of(target.dependency()));
    Map<Integer, RelDataType> parameters = new HashMap<>(cells.parameterTypes());
    for (int from = 0; from < expressions.size(); from += EXPRESSIONS_PER_CODE) {
      int to = Math.min(expressions.size(), from + EXPRESSIONS_PER_CODE);
      Compilation.Compiled code = planner.row(expressions.subList(from, to), catalogs, session);
      computed.add(code.code());
      parameters.putAll(code.parameterTypes());
      dependencies.addAll(code.dependencies());
    }
    List<RelDataType> fields = computed.stream().flatMap(code -> code.fields().stream()).toList();
    int[] all = target.positions(null);
    RowRules rules = cells.rules(target, planner.rules(catalogs, session));
    rows.forEach(row -> CellPlanner.type(row, all, fields, rules, target));
    return ChangePlan.of(
        new Plan.Modify(
            new ValueRows(target.table(), rows, computed, rules),
            planner.parameters(statement, parameters, cells.parameterTypes().keySet()),
            dependencies));
  }

  private Cell[] row(SqlNode row, int[] columns, InsertInto.Overriding overriding, Target target) {
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
      SqlNode value = CellPlanner.given(values.get(i), target.column(columns[i]), overriding);
      made[columns[i]] =
          cells
              .plain(value, target.column(columns[i]), true)
              .orElseGet(() -> new Cell.Field(expression(value), SqlTypeName.ANY));
    }
    cells.fillIn(made, target, true);
    return made;
  }

  /** The field of an expression; the same for all that say the same and always give the same. */
  private int expression(SqlNode value) {
    int next = expressions.size();
    int field = Repeatable.is(value) ? known.computeIfAbsent(value.toString(), text -> next) : next;
    if (field == next) {
      expressions.add(value);
    }
    return field;
  }
}
