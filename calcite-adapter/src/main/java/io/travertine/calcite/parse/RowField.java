package io.travertine.calcite.parse;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.ReturnTypes;

/**
 * One field of a query that gives one row: what {@code SET (a, b) = (SELECT …)} sets one of its
 * columns to. Made by the parser and gone before the validator.
 */
public final class RowField {

  private static final SqlOperator OPERATOR =
      new SqlFunction(
          "$FIELD",
          SqlKind.OTHER_FUNCTION,
          ReturnTypes.ARG0,
          null,
          null,
          SqlFunctionCategory.SYSTEM);

  private RowField() {}

  /** Field {@code index} of a {@code query} of {@code width} columns. */
  public static SqlNode of(SqlNode query, int index, int width) {
    return OPERATOR.createCall(
        query.getParserPosition(),
        query,
        SqlLiteral.createExactNumeric(Integer.toString(index), query.getParserPosition()),
        SqlLiteral.createExactNumeric(Integer.toString(width), query.getParserPosition()));
  }

  /** Whether {@code node} was made here. */
  public static boolean isOne(SqlNode node) {
    return node instanceof SqlCall call && call.getOperator() == OPERATOR;
  }

  /** The query that {@code field} is of. */
  public static SqlNode query(SqlNode field) {
    return operands(field).get(0);
  }

  /** The position of {@code field} in its row. */
  public static int index(SqlNode field) {
    return ((SqlLiteral) operands(field).get(1)).intValue(true);
  }

  /** How many fields the row of {@code field} is to have. */
  public static int width(SqlNode field) {
    return ((SqlLiteral) operands(field).get(2)).intValue(true);
  }

  private static List<SqlNode> operands(SqlNode field) {
    return ((SqlCall) field).getOperandList();
  }
}
