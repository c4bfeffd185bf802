package io.travertine.calcite.parse;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code KILL QUERY 'id'}: stops a statement that another connection runs. */
public final class KillQuery extends SqlCall {
  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("KILL QUERY", SqlKind.OTHER_DDL);

  private final SqlNode id;

  public KillQuery(SqlParserPos pos, SqlNode id) {
    super(pos);
    this.id = id;
  }

  /** The statement's id, as the server gave it out. */
  public String id() {
    return SqlLiteral.unchain(id).getValueAs(String.class);
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(id);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("KILL QUERY");
    id.unparse(writer, 0, 0);
  }
}
