package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.SchemaDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.exec.Assignment;
import io.travertine.calcite.parse.ParsedStatement;
import io.travertine.calcite.plan.system.SystemSchemas;
import io.travertine.calcite.session.Catalogs;
import io.travertine.calcite.session.ReadTimes;
import io.travertine.calcite.session.SessionState;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.Store;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Plans INSERT … VALUES without Calcite, cell by cell: thousands of rows cost what their text
 * costs. For one statement.
 */
final class InsertPlanner {

  /** Expressions that go into one piece of generated code. */
  private static final int EXPRESSIONS_PER_CODE = 100;

  private final StatementPlanner planner;
  private final TravertineTypeFactory types;
  private final Catalogs catalogs;
  private final SessionState session;
  private final Map<Integer, RelDataType> parameterTypes = new HashMap<>();
  private final List<SqlNode> expressions = new ArrayList<>();

  InsertPlanner(
      StatementPlanner planner,
      TravertineTypeFactory types,
      Catalogs catalogs,
      SessionState session) {
    this.planner = planner;
    this.types = types;
    this.catalogs = catalogs;
    this.session = session;
  }

  /** The plan of {@code insert}, whose source is VALUES. */
  Plan plan(ParsedStatement statement, SqlInsert insert) {
    TableDefinition target = target(insert);
    int[] columns = columns(insert.getTargetColumnList(), target);
    List<ValueRows.Cell[]> rows = new ArrayList<>();
    for (SqlNode row : ((SqlCall) insert.getSource()).getOperandList()) {
      rows.add(row(row, columns, target));
    }
    List<Plan.Code> computed = new ArrayList<>();
    for (int from = 0; from < expressions.size(); from += EXPRESSIONS_PER_CODE) {
      int to = Math.min(expressions.size(), from + EXPRESSIONS_PER_CODE);
      computed.add(planner.expressions(expressions.subList(from, to), catalogs, session));
    }
    ValueRows values =
        new ValueRows(
            target, rows.stream().map(row -> typed(row, computed, target)).toList(), computed);
    return new Plan.InsertRows(
        values,
        planner.parameters(statement, parameterTypes).stored(),
        List.of(new Dependency(ReadTimes.PRESENT, target)));
  }

  private TableDefinition target(SqlInsert insert) {
    List<String> names = ((SqlIdentifier) insert.getTargetTable()).names;
    String table = names.get(names.size() - 1);
    String schemaName = names.size() > 1 ? names.get(names.size() - 2) : session.schema();
    if (SystemSchemas.named(schemaName).isPresent()) {
      throw new SqlFailure(
          SqlState.READ_ONLY, "tables of schema \"" + schemaName + "\" cannot be written");
    }
    SchemaDefinition schema =
        catalogs
            .present()
            .schema(schemaName)
            .orElseThrow(
                () ->
                    new SqlFailure(
                        SqlState.UNDEFINED_TABLE, "schema \"" + schemaName + "\" does not exist"));
    return schema
        .table(table)
        .orElseThrow(
            () ->
                new SqlFailure(
                    SqlState.UNDEFINED_TABLE,
                    "table \""
                        + table
                        + "\" does not exist in schema \""
                        + schema.name()
                        + "\""
                        + Suggestions.hint(table, schema.names())));
  }

  /** The positions in the table of the values of a row. */
  private static int[] columns(@Nullable SqlNodeList list, TableDefinition target) {
    int width = target.columns().size();
    int[] positions = new int[list == null ? width : list.size()];
    boolean[] seen = new boolean[width];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = list == null ? i : position(((SqlIdentifier) list.get(i)).names, target);
      if (seen[positions[i]]) {
        throw new SqlFailure(
            SqlState.DUPLICATE_COLUMN,
            "column \"" + target.columns().get(positions[i]).name() + "\" is given twice");
      }
      seen[positions[i]] = true;
    }
    return positions;
  }

  private static int position(List<String> names, TableDefinition target) {
    String name = names.get(names.size() - 1);
    List<String> known = target.columns().stream().map(ColumnDefinition::name).toList();
    return target
        .indexOf(name)
        .orElseThrow(
            () ->
                new SqlFailure(
                    SqlState.UNDEFINED_COLUMN,
                    "column \""
                        + name
                        + "\" does not exist in table \""
                        + target.name()
                        + "\""
                        + Suggestions.nearest(name, known)
                            .map(near -> ": did you mean \"" + near + "\"?")
                            .orElse(": there are " + String.join(", ", known))));
  }

  private ValueRows.Cell[] row(SqlNode row, int[] columns, TableDefinition target) {
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
              + target.name()
              + "\" (line "
              + row.getParserPosition().getLineNum()
              + ")");
    }
    ValueRows.Cell[] cells = new ValueRows.Cell[target.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      cells[columns[i]] = cell(values.get(i), target.columns().get(columns[i]));
    }
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] == null) {
        cells[i] = stored(null, SqlTypeName.NULL, target.columns().get(i));
      }
    }
    return cells;
  }

  private ValueRows.Cell cell(SqlNode value, ColumnDefinition column) {
    if (value instanceof SqlDynamicParam parameter) {
      parameterTypes.put(parameter.getIndex(), column.type().relType(types, true));
      return new ValueRows.Cell.Given(parameter.getIndex());
    }
    if (value.getKind() == SqlKind.DEFAULT) {
      return stored(null, SqlTypeName.NULL, column);
    }
    return SqlLiterals.of(value)
        .<ValueRows.Cell>map(literal -> stored(literal.value(), literal.type(), column))
        .orElseGet(() -> expression(value));
  }

  private static ValueRows.Cell stored(
      @Nullable Object value, SqlTypeName type, ColumnDefinition column) {
    if (value != null) {
      requireAssignable(type, column);
    }
    return new ValueRows.Cell.Stored(
        Store.value(
            Assignment.convert(value, type, column.type()),
            column.type(),
            column.nullable(),
            column.name()));
  }

  private static void requireAssignable(SqlTypeName type, ColumnDefinition column) {
    if (!Assignment.isPossible(type, column.type().name())) {
      throw new SqlFailure(
          SqlState.DATATYPE_MISMATCH,
          "column \""
              + column.name()
              + "\" is of type "
              + column.type()
              + " and does not take "
              + type
              + ": use a CAST");
    }
  }

  private ValueRows.Cell expression(SqlNode value) {
    expressions.add(value);
    int index = expressions.size() - 1;
    return new ValueRows.Cell.Computed(
        index / EXPRESSIONS_PER_CODE, index % EXPRESSIONS_PER_CODE, SqlTypeName.ANY);
  }

  /** Gives the computed cells the types that were found for them. */
  private static ValueRows.Cell[] typed(
      ValueRows.Cell[] row, List<Plan.Code> computed, TableDefinition target) {
    for (int i = 0; i < row.length; i++) {
      if (row[i] instanceof ValueRows.Cell.Computed cell) {
        SqlTypeName type = computed.get(cell.code()).fields().get(cell.field()).getSqlTypeName();
        requireAssignable(type, target.columns().get(i));
        row[i] = new ValueRows.Cell.Computed(cell.code(), cell.field(), type);
      }
    }
    return row;
  }
}
