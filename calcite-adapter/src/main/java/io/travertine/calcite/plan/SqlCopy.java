package io.travertine.calcite.plan;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;

/** Copies syntax trees: the validator changes the tree it is given. */
final class SqlCopy extends SqlShuttle {

  private SqlCopy() {}

  /** A tree that shares no call and no name with {@code node}. */
  static SqlNode of(SqlNode node) {
    return java.util.Objects.requireNonNull(node.accept(new SqlCopy()));
  }

  @Override
  public SqlNode visit(SqlCall call) {
    CallCopyingArgHandler handler = new CallCopyingArgHandler(call, true);
    call.getOperator().acceptCall(this, call, false, handler);
    return handler.result();
  }

  @Override
  public SqlNode visit(SqlIdentifier identifier) {
    return identifier.clone(identifier.getParserPosition());
  }
}
