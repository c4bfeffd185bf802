package io.travertine.calcite.plan;

import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Corrects what Calcite would compute wrongly: integer arithmetic fails where it would wrap around,
 * and CHAR values compare as if padded to one length (ISO 9075-2 §8.2).
 */
final class Corrections extends RelHomogeneousShuttle {

  private final RexShuttle expressions;

  Corrections(RexBuilder builder) {
    this.expressions =
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            RexCall visited = (RexCall) super.visitCall(call);
            if (visited.isA(SqlKind.COMPARISON)) {
              return padded(visited, builder);
            }
            if (!SqlTypeName.INT_TYPES.contains(visited.getType().getSqlTypeName())) {
              return visited;
            }
            SqlOperator operator = checked(visited);
            return operator == visited.getOperator()
                ? visited
                : builder.makeCall(
                    visited.getParserPosition(),
                    visited.getType(),
                    operator,
                    visited.getOperands());
          }

          @Override
          public RexNode visitOver(RexOver over) {
            RexOver visited = (RexOver) super.visitOver(over);
            return WideSums.of(visited, builder);
          }

          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
            return visited.clone(visited.rel.accept(Corrections.this));
          }
        };
  }

  /** Undoes the cast of a CHAR operand to VARCHAR, which keeps blanks that do not count. */
  private static RexNode padded(RexCall comparison, RexBuilder builder) {
    if (comparison.getOperands().size() != 2) {
      return comparison;
    }
    RexNode left = comparison.getOperands().get(0);
    RexNode right = comparison.getOperands().get(1);
    if (!isPaddedText(left) && !isPaddedText(right)) {
      return comparison;
    }
    return builder.makeCall(
        comparison.getParserPosition(),
        comparison.getType(),
        comparison.getOperator(),
        List.of(unpadded(left, right, builder), unpadded(right, left, builder)));
  }

  private static boolean isPaddedText(RexNode node) {
    return node.getKind() == SqlKind.CAST
        && node.getType().getSqlTypeName() == SqlTypeName.VARCHAR
        && inner(node).getType().getSqlTypeName() == SqlTypeName.CHAR
        && !(inner(node) instanceof RexLiteral);
  }

  private static RexNode inner(RexNode cast) {
    return ((RexCall) cast).getOperands().get(0);
  }

  private static RexNode unpadded(RexNode operand, RexNode other, RexBuilder builder) {
    boolean otherIsText = other instanceof RexLiteral && RexLiteral.stringValue(other) != null;
    if (isPaddedText(operand)) {
      RexNode text = inner(operand);
      return otherIsText && fits((RexLiteral) other, text.getType().getPrecision())
          ? text
          : builder.makeCall(
              SqlStdOperatorTable.TRIM,
              builder.makeFlag(SqlTrimFunction.Flag.TRAILING),
              builder.makeLiteral(" "),
              operand);
    }
    if (operand instanceof RexLiteral literal
        && isPaddedText(other)
        && RexLiteral.stringValue(operand) != null) {
      int length = inner(other).getType().getPrecision();
      if (fits(literal, length)) {
        String value = String.valueOf(RexLiteral.stringValue(operand)).stripTrailing();
        return builder.makeLiteral(value + " ".repeat(length - value.length()));
      }
    }
    return operand;
  }

  private static boolean fits(RexLiteral literal, int length) {
    String value = String.valueOf(RexLiteral.stringValue(literal)).stripTrailing();
    return value.length() <= length;
  }

  private static SqlOperator checked(RexCall call) {
    return switch (call.getKind()) {
      case PLUS -> SqlStdOperatorTable.CHECKED_PLUS;
      case MINUS -> SqlStdOperatorTable.CHECKED_MINUS;
      case TIMES -> SqlStdOperatorTable.CHECKED_MULTIPLY;
      case DIVIDE -> SqlStdOperatorTable.CHECKED_DIVIDE;
      case MINUS_PREFIX -> SqlStdOperatorTable.CHECKED_UNARY_MINUS;
      default -> call.getOperator();
    };
  }

  @Override
  public RelNode visit(RelNode node) {
    RelNode visited = super.visit(node).accept(expressions);
    return visited instanceof Aggregate aggregate ? WideSums.of(aggregate) : visited;
  }
}
