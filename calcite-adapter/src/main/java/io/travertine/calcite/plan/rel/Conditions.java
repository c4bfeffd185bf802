package io.travertine.calcite.plan.rel;

import com.google.common.collect.BoundType;
import com.google.common.collect.Range;
import io.travertine.calcite.exec.ColumnTest;
import io.travertine.calcite.exec.Operand;
import io.travertine.calcite.exec.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Sarg;

/** Which parts of a condition a scan can decide by itself. */
final class Conditions {

  /**
   * A condition cut in two.
   *
   * @param tests what a scan decides
   * @param residual what it does not
   */
  record Split(List<ColumnTest> tests, List<RexNode> residual) {}

  private final List<Integer> columns;

  private Conditions(List<Integer> columns) {
    this.columns = columns;
  }

  /**
   * Cuts a condition over the fields of a read.
   *
   * @param columns the positions in the table of the fields
   */
  static Split split(RexNode condition, List<Integer> columns) {
    Conditions conditions = new Conditions(columns);
    List<ColumnTest> tests = new ArrayList<>();
    List<RexNode> residual = new ArrayList<>();
    for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
      conditions.test(conjunct).ifPresentOrElse(tests::add, () -> residual.add(conjunct));
    }
    return new Split(tests, residual);
  }

  private Optional<ColumnTest> test(RexNode condition) {
    return switch (condition.getKind()) {
      case INPUT_REF -> column(condition).map(column -> truth(column, true));
      case NOT -> operand(condition, 0).flatMap(this::column).map(column -> truth(column, false));
      case IS_NULL -> operand(condition, 0).flatMap(this::column).map(ColumnTest::isNull);
      case IS_NOT_NULL -> operand(condition, 0).flatMap(this::column).map(ColumnTest::isPresent);
      case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          comparison((RexCall) condition);
      case SEARCH -> search((RexCall) condition);
      default -> Optional.empty();
    };
  }

  private static Optional<RexNode> operand(RexNode call, int position) {
    return Optional.of(((RexCall) call).getOperands().get(position));
  }

  private static ColumnTest truth(int column, boolean value) {
    return new ColumnTest(column, List.of(Span.point(new Operand.Constant(value))), false);
  }

  /**
   * The table's column that is meant by a reference, if need be through a cast that keeps every
   * value and its order.
   */
  private Optional<Integer> column(RexNode node) {
    if (node instanceof RexInputRef ref) {
      return Optional.of(columns.get(ref.getIndex()));
    }
    if (node.getKind() == SqlKind.CAST) {
      RexNode inner = ((RexCall) node).getOperands().get(0);
      if (inner instanceof RexInputRef && widens(inner.getType(), node.getType())) {
        return column(inner);
      }
    }
    return Optional.empty();
  }

  private static boolean widens(RelDataType from, RelDataType to) {
    if (SqlTypeName.EXACT_TYPES.contains(from.getSqlTypeName())) {
      return SqlTypeName.EXACT_TYPES.contains(to.getSqlTypeName())
          && scale(to) >= scale(from)
          && digits(to) - scale(to) >= digits(from) - scale(from);
    }
    return from.getSqlTypeName() == SqlTypeName.VARCHAR
        && to.getSqlTypeName() == SqlTypeName.VARCHAR
        && (to.getPrecision() < 0
            || from.getPrecision() >= 0 && to.getPrecision() >= from.getPrecision());
  }

  private static int digits(RelDataType exact) {
    return switch (exact.getSqlTypeName()) {
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case INTEGER -> 10;
      case BIGINT -> 19;
      default -> exact.getPrecision();
    };
  }

  private static int scale(RelDataType exact) {
    return exact.getSqlTypeName() == SqlTypeName.DECIMAL ? exact.getScale() : 0;
  }

  private Optional<ColumnTest> comparison(RexCall call) {
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    Optional<Integer> column = column(left);
    if (column.isPresent()) {
      return comparison(column.get(), left.getType(), call.getKind(), right);
    }
    return column(right)
        .flatMap(found -> comparison(found, right.getType(), call.getKind().reverse(), left));
  }

  private static Optional<ColumnTest> comparison(
      int column, RelDataType type, SqlKind kind, RexNode other) {
    if (!comparable(type, other.getType())
        || kind == SqlKind.NOT_EQUALS && type.getSqlTypeName() == SqlTypeName.DOUBLE) {
      return Optional.empty();
    }
    return value(other)
        .map(
            operand ->
                switch (kind) {
                  case EQUALS -> List.of(Span.point(operand));
                  case NOT_EQUALS ->
                      List.of(Span.below(operand, false), Span.above(operand, false));
                  case LESS_THAN -> List.of(Span.below(operand, false));
                  case LESS_THAN_OR_EQUAL -> List.of(Span.below(operand, true));
                  case GREATER_THAN -> List.of(Span.above(operand, false));
                  case GREATER_THAN_OR_EQUAL -> List.of(Span.above(operand, true));
                  default -> throw new IllegalStateException("not a comparison: " + kind);
                })
        .map(spans -> new ColumnTest(column, spans, false));
  }

  /** Whether generated code would compare the two just as a scan does. */
  private static boolean comparable(RelDataType column, RelDataType other) {
    SqlTypeName left = column.getSqlTypeName();
    SqlTypeName right = other.getSqlTypeName();
    return switch (left) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> SqlTypeName.EXACT_TYPES.contains(right);
      case DOUBLE -> right == SqlTypeName.DOUBLE || SqlTypeName.EXACT_TYPES.contains(right);
      case CHAR -> right == SqlTypeName.CHAR && column.getPrecision() == other.getPrecision();
      case VARCHAR -> SqlTypeName.CHAR_TYPES.contains(right);
      case BOOLEAN, DATE, TIME, TIMESTAMP, VARBINARY -> left == right;
      default -> false;
    };
  }

  static Optional<Operand> value(RexNode node) {
    if (node instanceof RexDynamicParam parameter) {
      return Optional.of(new Operand.Parameter(parameter.getIndex()));
    }
    if (node instanceof RexLiteral literal && !literal.isNull()) {
      return Optional.ofNullable(literal.getValueAs(Comparable.class))
          .flatMap(Literals::plain)
          .map(Operand.Constant::new);
    }
    return Optional.empty();
  }

  private Optional<ColumnTest> search(RexCall call) {
    RexNode ref = call.getOperands().get(0);
    Optional<Integer> column = column(ref);
    RexLiteral literal = (RexLiteral) call.getOperands().get(1);
    Sarg<?> sarg = literal.getValueAs(Sarg.class);
    if (column.isEmpty() || sarg == null || !comparable(ref.getType(), literal.getType())) {
      return Optional.empty();
    }
    List<Span> spans = new ArrayList<>();
    for (Range<? extends Comparable<?>> range : sarg.rangeSet.asRanges()) {
      Optional<Span> span = span(range);
      if (span.isEmpty()) {
        return Optional.empty();
      }
      spans.add(span.get());
    }
    return Optional.of(new ColumnTest(column.get(), spans, sarg.nullAs == RexUnknownAs.TRUE));
  }

  private static Optional<Span> span(Range<? extends Comparable<?>> range) {
    Optional<Operand> low = Optional.empty();
    Optional<Operand> high = Optional.empty();
    if (range.hasLowerBound()) {
      low = Literals.plain(range.lowerEndpoint()).map(Operand.Constant::new);
      if (low.isEmpty()) {
        return Optional.empty();
      }
    }
    if (range.hasUpperBound()) {
      high = Literals.plain(range.upperEndpoint()).map(Operand.Constant::new);
      if (high.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Span(
            low,
            range.hasLowerBound() && range.lowerBoundType() == BoundType.CLOSED,
            high,
            range.hasUpperBound() && range.upperBoundType() == BoundType.CLOSED));
  }
}
