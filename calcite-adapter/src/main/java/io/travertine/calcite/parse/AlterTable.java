package io.travertine.calcite.parse;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code ALTER TABLE [IF EXISTS] name action, …}: all of it or nothing. */
public final class AlterTable extends SqlCall {
  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("ALTER TABLE", SqlKind.ALTER_TABLE);

  private final boolean ifExists;
  private final SqlIdentifier name;
  private final List<AlterAction> actions;

  public AlterTable(
      SqlParserPos pos, boolean ifExists, SqlIdentifier name, List<AlterAction> actions) {
    super(pos);
    this.ifExists = ifExists;
    this.name = name;
    this.actions = List.copyOf(actions);
  }

  public boolean isIfExists() {
    return ifExists;
  }

  public SqlIdentifier name() {
    return name;
  }

  /** What is done, in this order. */
  public List<AlterAction> actions() {
    return actions;
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    List<SqlNode> operands = new ArrayList<>(List.of(name));
    actions.forEach(action -> operands.addAll(action.operands()));
    return operands;
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(ifExists ? "ALTER TABLE IF EXISTS" : "ALTER TABLE");
    name.unparse(writer, 0, 0);
    SqlWriter.Frame frame = writer.startList("", "");
    for (AlterAction action : actions) {
      writer.sep(",");
      action.unparse(writer);
    }
    writer.endList(frame);
  }
}
