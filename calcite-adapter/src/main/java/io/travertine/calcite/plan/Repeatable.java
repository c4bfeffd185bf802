package io.travertine.calcite.plan;

import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Whether an expression gives the same value all through a statement, whichever row it is for. */
final class Repeatable extends SqlBasicVisitor<@Nullable Void> {

  private boolean repeatable = true;

  private Repeatable() {}

  /** Whether two expressions of the text of this one have the same value. */
  static boolean is(SqlNode expression) {
    Repeatable visitor = new Repeatable();
    expression.accept(visitor);
    return visitor.repeatable;
  }

  @Override
  public @Nullable Void visit(SqlDynamicParam parameter) {
    repeatable = false;
    return null;
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    repeatable &= !name.startsWith("RAND") && !name.contains("UUID");
    return super.visit(call);
  }
}
