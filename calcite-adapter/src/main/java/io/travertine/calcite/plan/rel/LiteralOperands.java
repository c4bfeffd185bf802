package io.travertine.calcite.plan.rel;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexLocalRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;

/**
 * Which literals of a program are values to compute with and no more: those that are shown as they
 * are, and operands of operators whose code is the same for a literal as for anything else of its
 * type. What is computed of literals alone is left as it is: the code computes it once, not for
 * each row.
 */
final class LiteralOperands {

  private static final Set<SqlKind> ARITHMETIC =
      EnumSet.of(
          SqlKind.PLUS,
          SqlKind.MINUS,
          SqlKind.TIMES,
          SqlKind.DIVIDE,
          SqlKind.MOD,
          SqlKind.CHECKED_PLUS,
          SqlKind.CHECKED_MINUS,
          SqlKind.CHECKED_TIMES,
          SqlKind.CHECKED_DIVIDE);

  private final List<RexNode> expressions;
  private final boolean once;
  private final boolean[] varies;
  private final Set<Integer> literals = new TreeSet<>();

  private LiteralOperands(List<RexNode> expressions, boolean once) {
    this.expressions = expressions;
    this.once = once;
    this.varies = new boolean[expressions.size()];
  }

  /**
   * Their positions in the program's list of expressions.
   *
   * @param once whether the program is run for a row or two, so that it may as well compute all
   */
  static Set<Integer> of(RexProgram program, boolean once) {
    LiteralOperands operands = new LiteralOperands(program.getExprList(), once);
    operands.find();
    return operands.literals;
  }

  /** An expression comes after those that it refers to. */
  private void find() {
    for (int i = 0; i < expressions.size(); i++) {
      RexNode expression = expressions.get(i);
      if (expression instanceof RexLiteral) {
        literals.add(i);
      } else {
        boolean ofRow = !(expression instanceof RexCall call) || anyVaries(call);
        varies[i] = ofRow;
        if (!(expression instanceof RexCall call) || !takesValues(call) || !(ofRow || once)) {
          keepAllIn(expression);
        }
      }
    }
  }

  private boolean anyVaries(RexCall call) {
    return call.getOperands().stream()
        .anyMatch(operand -> !(operand instanceof RexLocalRef ref) || varies[ref.getIndex()]);
  }

  private void keepAllIn(RexNode expression) {
    expression.accept(
        new RexShuttle() {
          @Override
          public RexNode visitLocalRef(RexLocalRef ref) {
            literals.remove(ref.getIndex());
            return ref;
          }
        });
  }

  private static boolean takesValues(RexCall call) {
    SqlKind kind = call.getKind();
    return kind == SqlKind.CASE
        || kind == SqlKind.LIKE
        || SqlKind.COMPARISON.contains(kind)
        || ARITHMETIC.contains(kind) && isOfNumbers(call)
        || call.getOperator() == SqlStdOperatorTable.CONCAT
        || call.getOperator() instanceof SqlUserDefinedFunction;
  }

  private static boolean isOfNumbers(RexCall call) {
    return isNumber(call.getType())
        && call.getOperands().stream().allMatch(operand -> isNumber(operand.getType()));
  }

  private static boolean isNumber(RelDataType type) {
    return SqlTypeUtil.isNumeric(type);
  }
}
