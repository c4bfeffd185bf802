package io.travertine.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Casts what a DECIMAL sum adds up to DECIMAL: Calcite's generated code adds only what is of the
 * sum's own class.
 */
final class WideSums {

  private WideSums() {}

  /**
   * The aggregate, over an input with a column more for each sum whose argument is of another
   * class.
   */
  static RelNode of(Aggregate aggregate) {
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
