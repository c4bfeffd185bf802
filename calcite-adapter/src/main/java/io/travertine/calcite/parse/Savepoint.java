package io.travertine.calcite.parse;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code SAVEPOINT name} or {@code RELEASE SAVEPOINT name}. */
public final class Savepoint extends SqlCall {
  private static final SqlOperator SET = new SqlSpecialOperator("SAVEPOINT", SqlKind.OTHER_DDL);
  private static final SqlOperator RELEASE =
      new SqlSpecialOperator("RELEASE SAVEPOINT", SqlKind.OTHER_DDL);

  private final boolean release;
  private final SqlIdentifier name;

  public Savepoint(SqlParserPos pos, boolean release, SqlIdentifier name) {
    super(pos);
    this.release = release;
    this.name = name;
  }

  /** False for SAVEPOINT, true for RELEASE. */
  public boolean releases() {
    return release;
  }

  public String name() {
    return name.getSimple();
  }

  @Override
  public SqlOperator getOperator() {
    return release ? RELEASE : SET;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(getOperator().getName());
    name.unparse(writer, 0, 0);
  }
}
