package io.travertine.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Casts what a DECIMAL sum adds up to DECIMAL: Calcite's generated code adds only what is of the
 * sum's own class.
 */
final class WideSums {

  private WideSums() {}

  /**
   * The aggregate, over an input with a column more for each sum whose argument is of another
   * class; a sum of too many digits fails.
   */
  static RelNode of(Aggregate aggregate, Functions functions) {
    return fitting((Aggregate) widened(aggregate), functions);
  }

  /** Sums that fail with too many digits, and averages that are exact quotients of such sums. */
  private static RelNode fitting(Aggregate aggregate, Functions functions) {
    RexBuilder builder = aggregate.getCluster().getRexBuilder();
    List<AggregateCall> calls = new ArrayList<>();
    List<AggregateCall> counts = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      boolean exact = isExactAverage(call);
      calls.add(
          exact ? withFunction(call, SqlStdOperatorTable.SUM, sumType(call, aggregate)) : call);
      if (exact) {
        counts.add(withFunction(call, SqlStdOperatorTable.COUNT, countType(builder)));
      }
    }
    int width = aggregate.getRowType().getFieldCount();
    List<AggregateCall> all = new ArrayList<>(calls);
    all.addAll(counts);
    Aggregate summed =
        counts.isEmpty()
            ? aggregate
            : aggregate.copy(
                aggregate.getTraitSet(),
                aggregate.getInput(),
                aggregate.getGroupSet(),
                aggregate.getGroupSets(),
                all);
    List<RexNode> columns =
        new ArrayList<>(builder.identityProjects(summed.getRowType()).subList(0, width));
    int count = width;
    boolean fits = counts.isEmpty();
    for (int i = 0; i < calls.size(); i++) {
      int column = aggregate.getGroupCount() + i;
      AggregateCall call = aggregate.getAggCallList().get(i);
      if (isExactAverage(call)) {
        RexNode divisor = builder.makeInputRef(summed, count++);
        columns.set(column, functions.quotient(call.getType(), columns.get(column), divisor));
      } else if (isSum(call.getAggregation().getKind())) {
        RexNode sum = functions.fittingSum(columns.get(column), argument(call, aggregate));
        fits &= sum == columns.get(column);
        columns.set(column, sum);
      }
    }
    return fits
        ? aggregate
        : LogicalProject.create(
            summed, List.of(), columns, aggregate.getRowType().getFieldNames(), java.util.Set.of());
  }

  private static boolean isExactAverage(AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.AVG
        && call.getType().getSqlTypeName() == SqlTypeName.DECIMAL;
  }

  private static RelDataType argument(AggregateCall call, Aggregate aggregate) {
    int index = call.getArgList().get(0);
    return aggregate.getInput().getRowType().getFieldList().get(index).getType();
  }

  private static RelDataType sumType(AggregateCall average, Aggregate aggregate) {
    RelDataTypeFactory types = aggregate.getCluster().getTypeFactory();
    RelDataType sum = types.getTypeSystem().deriveSumType(types, argument(average, aggregate));
    return types.createTypeWithNullability(sum, average.getType().isNullable());
  }

  private static RelDataType countType(RexBuilder builder) {
    return builder.getTypeFactory().createSqlType(SqlTypeName.BIGINT);
  }

  private static AggregateCall withFunction(
      AggregateCall call, SqlAggFunction function, RelDataType type) {
    return AggregateCall.create(
        call.getParserPosition(),
        function,
        call.isDistinct(),
        call.isApproximate(),
        call.ignoreNulls(),
        call.rexList,
        call.getArgList(),
        call.filterArg,
        call.distinctKeys,
        call.collation,
        type,
        null);
  }

  private static RelNode widened(Aggregate aggregate) {
    RelNode input = aggregate.getInput();
    RexBuilder builder = aggregate.getCluster().getRexBuilder();
    List<RexNode> columns = new ArrayList<>(builder.identityProjects(input.getRowType()));
    int width = columns.size();
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      AggregateCall wide = call;
      if (isSum(call.getAggregation().getKind())) {
        int argument = call.getArgList().get(0);
        if (isNarrow(columns.get(argument).getType(), call.getType())) {
          columns.add(cast(columns.get(argument), call.getType(), builder));
          wide = call.withArgList(List.of(columns.size() - 1));
        }
      }
      calls.add(wide);
    }
    if (columns.size() == width) {
      return aggregate;
    }
    RelNode project =
        LogicalProject.create(input, List.of(), columns, (List<String>) null, java.util.Set.of());
    return aggregate.copy(
        aggregate.getTraitSet(), project, aggregate.getGroupSet(), aggregate.getGroupSets(), calls);
  }

  /** The sum over a window, of an argument of its own class. */
  static RexNode of(RexOver over, RexBuilder builder) {
    if (!isSum(over.getAggOperator().getKind())
        || !isNarrow(over.getOperands().get(0).getType(), over.getType())) {
      return over;
    }
    RexWindow window = over.getWindow();
    return builder.makeOver(
        over.getType(),
        over.getAggOperator(),
        List.of(cast(over.getOperands().get(0), over.getType(), builder)),
        window.partitionKeys,
        window.orderKeys,
        window.getLowerBound(),
        window.getUpperBound(),
        window.getExclude(),
        window.isRows(),
        true,
        false,
        over.isDistinct(),
        over.ignoreNulls());
  }

  private static boolean isSum(SqlKind kind) {
    return kind == SqlKind.SUM || kind == SqlKind.SUM0;
  }

  private static boolean isNarrow(RelDataType argument, RelDataType sum) {
    return sum.getSqlTypeName() == SqlTypeName.DECIMAL
        && argument.getSqlTypeName() != SqlTypeName.DECIMAL;
  }

  private static RexNode cast(RexNode argument, RelDataType sum, RexBuilder builder) {
    RelDataType type =
        builder.getTypeFactory().createTypeWithNullability(sum, argument.getType().isNullable());
    return builder.makeCast(type, argument);
  }
}
