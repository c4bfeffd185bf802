package io.travertine.calcite.plan;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.change.Cell;
import io.travertine.calcite.parse.RowField;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.TravertineTypeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** The list of a SELECT that computes what a change needs. For one statement. */
final class ChangeQuery {

  private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;

  private final TravertineTypeFactory types;
  private final List<SqlNode> items = new ArrayList<>();
  private final List<RelDataType> wanted = new ArrayList<>();

  ChangeQuery(TravertineTypeFactory types) {
    this.types = types;
  }

  /** How many fields there are so far. */
  int width() {
    return wanted.size();
  }

  /** Adds every column of {@code target}, which is called {@code alias}. */
  void addRow(SqlIdentifier alias, Target target) {
    for (ColumnDefinition column : target.columns()) {
      items.add(columnOf(alias, column.name()));
      wanted.add(column.type().relType(types, true));
    }
  }

  /**
   * Adds an expression.
   *
   * @param type what parameters in it are taken to be, where nothing else tells
   * @return its field
   */
  int add(SqlNode expression, RelDataType type) {
    items.add(expression);
    wanted.add(type);
    return wanted.size() - 1;
  }

  int add(SqlNode expression, SqlTypeName type) {
    return add(expression, types.createSqlType(type));
  }

  /**
   * The values of some columns; those that are expressions are added, and their types are still to
   * be found.
   *
   * @param guarded what becomes of an expression first
   */
  Cell[] assign(
      List<SqlNode> values,
      int[] columns,
      Target target,
      CellPlanner cells,
      UnaryOperator<SqlNode> guarded) {
    Cell[] assigned = new Cell[columns.length];
    for (int i = 0; i < columns.length; i++) {
      SqlNode value = values.get(i);
      ColumnDefinition column = target.column(columns[i]);
      assigned[i] =
          cells
              .plain(value, column, false)
              .orElseGet(
                  () ->
                      new Cell.Field(
                          add(guarded.apply(withoutRowFields(value)), cells.typeOf(column)),
                          SqlTypeName.ANY));
    }
    return assigned;
  }

  /** What the fields become. */
  RelDataType wanted() {
    return rowOf(wanted, types);
  }

  /** A row of fields of some types. */
  static RelDataType rowOf(List<RelDataType> fields, TravertineTypeFactory types) {
    RelDataTypeFactory.Builder row = types.builder();
    for (int i = 0; i < fields.size(); i++) {
      row.add("F" + i, fields.get(i));
    }
    return row.build();
  }

  SqlNode from(SqlNode source, @Nullable SqlNode condition) {
    return select(items, source, condition);
  }

  static SqlNode select(List<SqlNode> items, SqlNode source, @Nullable SqlNode condition) {
    return new SqlSelect(
        NOWHERE,
        null,
        new SqlNodeList(items, NOWHERE),
        source,
        condition,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  static SqlIdentifier columnOf(SqlIdentifier alias, String column) {
    List<String> names = new ArrayList<>(alias.names);
    names.add(column);
    return new SqlIdentifier(names, NOWHERE);
  }

  static SqlNode as(SqlNode source, SqlIdentifier alias) {
    return SqlStdOperatorTable.AS.createCall(NOWHERE, source, alias);
  }

  /** The expression with sub-queries of one column in place of fields of wider ones. */
  static SqlNode withoutRowFields(SqlNode expression) {
    return Objects.requireNonNull(
        expression.accept(
            new SqlShuttle() {
              @Override
              public @Nullable SqlNode visit(SqlCall call) {
                return RowField.isOne(call) ? field(call) : super.visit(call);
              }
            }));
  }

  private static SqlNode field(SqlNode field) {
    SqlNode query = SqlCopy.of(RowField.query(field));
    int width = RowField.width(field);
    List<SqlNode> names = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      names.add(new SqlIdentifier("$" + i, NOWHERE));
    }
    if (query instanceof SqlSelect select && select.getSelectList().size() != width) {
      requireStar(select, width);
    }
    List<SqlNode> named = new ArrayList<>(List.of(query, new SqlIdentifier("$row", NOWHERE)));
    named.addAll(names);
    return select(
        List.of(names.get(RowField.index(field))),
        SqlStdOperatorTable.AS.createCall(NOWHERE, named),
        null);
  }

  private static void requireStar(SqlSelect query, int width) {
    SqlNodeList list = query.getSelectList();
    if (list.stream().noneMatch(item -> item instanceof SqlIdentifier name && name.isStar())) {
      throw new SqlFailure(
          SqlState.SYNTAX,
          "a sub-query gives "
              + list.size()
              + " value(s) for "
              + width
              + " columns (line "
              + query.getParserPosition().getLineNum()
              + ")");
    }
  }
}
