package io.travertine.calcite.plan.rel;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexLocalRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Sarg;

/**
 * Comparisons in place of {@code SEARCH}, in which Calcite keeps several of one value with literals
 * as one. It generates code of the comparisons anyway.
 */
final class Searches {

  /** Nodes of all expressions, each written out wherever it is used. */
  private static final int NODES_MAX = 1_000;

  private Searches() {}

  /** The program without searches; itself if it has none or would grow large. */
  static RexProgram expanded(RexProgram program, RexBuilder builder) {
    if (program.getExprList().stream().noneMatch(each -> each.getKind() == SqlKind.SEARCH)
        || nodes(program) > NODES_MAX) {
      return program;
    }
    List<RexNode> projects =
        program.getProjectList().stream().map(ref -> expanded(ref, program, builder)).toList();
    RexLocalRef condition = program.getCondition();
    RexProgram expanded =
        RexProgram.create(
            program.getInputRowType(),
            projects,
            condition == null ? null : expanded(condition, program, builder),
            program.getOutputRowType(),
            builder);
    boolean same =
        RelOptUtil.areRowTypesEqual(expanded.getOutputRowType(), program.getOutputRowType(), true);
    return same ? expanded : program;
  }

  private static RexNode expanded(RexLocalRef ref, RexProgram program, RexBuilder builder) {
    return RexUtil.expandSearch(builder, null, program.expandLocalRef(ref));
  }

  private static long nodes(RexProgram program) {
    List<RexNode> expressions = program.getExprList();
    long[] nodes = new long[expressions.size()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = 1;
      if (expressions.get(i) instanceof RexLiteral literal && literal.getValue() instanceof Sarg) {
        nodes[i] = Objects.requireNonNull(literal.getValueAs(Sarg.class)).complexity();
      } else if (expressions.get(i) instanceof RexCall call) {
        for (RexNode operand : call.getOperands()) {
          nodes[i] += operand instanceof RexLocalRef ref ? nodes[ref.getIndex()] : 1;
        }
      }
      nodes[i] = Math.min(nodes[i], NODES_MAX);
    }
    long sum = program.getProjectList().stream().mapToLong(ref -> nodes[ref.getIndex()]).sum();
    RexLocalRef condition = program.getCondition();
    return condition == null ? sum : sum + nodes[condition.getIndex()];
  }
}
