package io.travertine.calcite.plan;

import com.google.common.base.CharMatcher;
import io.travertine.calcite.exec.CheckedMath;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Corrects what Calcite would compute wrongly: integer arithmetic fails where it would wrap around,
 * and CHAR values compare as if padded to one length (ISO 9075-2 §8.2). Calcite casts CHARs of
 * several lengths to VARCHAR before it joins or unites them, so that cast drops their padding.
 */
final class Corrections extends RelHomogeneousShuttle {

  private final Functions functions;
  private final RexShuttle expressions;
  private final boolean sums;

  /** Corrects what a statement says. */
  static Corrections of(RexBuilder builder) {
    return new Corrections(builder, true);
  }

  /** Corrects the comparisons that came to a corrected statement since. */
  static Corrections ofComparisons(RexBuilder builder) {
    return new Corrections(builder, false);
  }

  private Corrections(RexBuilder builder, boolean sums) {
    this.sums = sums;
    this.functions = new Functions(builder);
    this.expressions =
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            if (call.getKind() == SqlKind.SEARCH && isLoose(call)) {
              return RexUtil.expandSearch(builder, null, call).accept(this);
            }
            RexCall visited = (RexCall) super.visitCall(padded(call, builder));
            if (isVarying(visited)) {
              return builder.makeCall(
                  visited.getType(),
                  SqlStdOperatorTable.TRIM,
                  ((RexCall) trimmed(visited, builder)).getOperands());
            }
            SqlOperator operator = checked(visited);
            return operator == visited.getOperator()
                    || !SqlTypeName.INT_TYPES.contains(visited.getType().getSqlTypeName())
                ? functions.corrected(visited)
                : builder.makeCall(
                    visited.getParserPosition(),
                    visited.getType(),
                    operator,
                    visited.getOperands());
          }

          @Override
          public RexNode visitLiteral(RexLiteral literal) {
            requireFinite(literal);
            return literal;
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

  /**
   * Compares text of a fixed length with what it is compared with as if both had that length; two
   * literals without the blanks at their ends.
   */
  private static RexCall padded(RexCall comparison, RexBuilder builder) {
    if (!comparison.isA(SqlKind.COMPARISON) || comparison.getOperands().size() != 2) {
      return comparison;
    }
    RexNode left = comparison.getOperands().get(0);
    RexNode right = comparison.getOperands().get(1);
    if (isLiteral(left) && isLiteral(right)) {
      return compared(comparison, stripped(left, builder), stripped(right, builder), builder);
    }
    Optional<RexNode> fixedLeft = fixed(left);
    Optional<RexNode> fixedRight = fixed(right);
    if (fixedLeft.isPresent() && fixedRight.isPresent()) {
      boolean same = length(fixedLeft.get()) == length(fixedRight.get());
      return compared(
          comparison,
          same ? fixedLeft.get() : trimmed(fixedLeft.get(), builder),
          same ? fixedRight.get() : trimmed(fixedRight.get(), builder),
          builder);
    } else if (fixedLeft.isPresent()) {
      return text(right, length(fixedLeft.get()), builder)
          .map(literal -> compared(comparison, fixedLeft.get(), literal, builder))
          .orElseGet(() -> compared(comparison, trimmed(left, builder), right, builder));
    } else if (fixedRight.isPresent()) {
      return text(left, length(fixedRight.get()), builder)
          .map(literal -> compared(comparison, literal, fixedRight.get(), builder))
          .orElseGet(() -> compared(comparison, left, trimmed(right, builder), builder));
    }
    return comparison;
  }

  private static RexCall compared(
      RexCall comparison, RexNode left, RexNode right, RexBuilder builder) {
    return (RexCall)
        builder.makeCall(
            comparison.getParserPosition(),
            comparison.getType(),
            comparison.getOperator(),
            List.of(left, right));
  }

  /** Whether a CHAR becomes a VARCHAR. */
  private static boolean isVarying(RexCall call) {
    return call.getKind() == SqlKind.CAST
        && call.getType().getSqlTypeName() == SqlTypeName.VARCHAR
        && isChar(call.getOperands().get(0))
        && !(call.getOperands().get(0) instanceof RexLiteral);
  }

  /**
   * The text of a fixed length that an operand is or was cast from; literals have no length of
   * their own.
   */
  private static Optional<RexNode> fixed(RexNode operand) {
    if (isChar(operand)) {
      return operand instanceof RexLiteral ? Optional.empty() : Optional.of(operand);
    }
    boolean cast =
        operand.getKind() == SqlKind.CAST
            && operand.getType().getSqlTypeName() == SqlTypeName.VARCHAR;
    return cast ? fixed(((RexCall) operand).getOperands().get(0)) : Optional.empty();
  }

  /** Whether a search compares text of a fixed length with text of others. */
  private static boolean isLoose(RexCall search) {
    RexNode operand = search.getOperands().get(0);
    RexNode ranges = search.getOperands().get(1);
    return fixed(operand).isPresent()
        && !(isChar(operand) && isChar(ranges) && length(operand) == length(ranges));
  }

  private static boolean isChar(RexNode node) {
    return node.getType().getSqlTypeName() == SqlTypeName.CHAR;
  }

  private static boolean isLiteral(RexNode node) {
    return node instanceof RexLiteral literal && isChar(node) && !literal.isNull();
  }

  private static RexNode stripped(RexNode literal, RexBuilder builder) {
    String value = String.valueOf(RexLiteral.stringValue(literal));
    return builder.makeLiteral(CharMatcher.is(' ').trimTrailingFrom(value));
  }

  private static int length(RexNode fixed) {
    return fixed.getType().getPrecision();
  }

  /** A literal with blanks up to {@code length}; empty if it is none, or longer. */
  private static Optional<RexNode> text(RexNode node, int length, RexBuilder builder) {
    if (!(node instanceof RexLiteral) || RexLiteral.stringValue(node) == null) {
      return Optional.empty();
    }
    String value =
        CharMatcher.is(' ').trimTrailingFrom(String.valueOf(RexLiteral.stringValue(node)));
    int characters = value.codePointCount(0, value.length());
    return characters > length
        ? Optional.empty()
        : Optional.of(builder.makeLiteral(value + " ".repeat(length - characters)));
  }

  private static RexNode trimmed(RexNode node, RexBuilder builder) {
    return builder.makeCall(
        SqlStdOperatorTable.TRIM,
        builder.makeFlag(SqlTrimFunction.Flag.TRAILING),
        builder.makeLiteral(" "),
        node);
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

  private static void requireFinite(RexLiteral literal) {
    if (literal.getType().getSqlTypeName() == SqlTypeName.REAL && !literal.isNull()) {
      CheckedMath.real(RexLiteral.numberValue(literal).doubleValue());
    }
  }

  @Override
  public RelNode visit(RelNode node) {
    RelNode visited = super.visit(node).accept(expressions);
    if (visited instanceof Values values) {
      values.tuples.forEach(tuple -> tuple.forEach(Corrections::requireFinite));
    }
    return sums && visited instanceof Aggregate aggregate
        ? WideSums.of(aggregate, functions)
        : visited;
  }
}
