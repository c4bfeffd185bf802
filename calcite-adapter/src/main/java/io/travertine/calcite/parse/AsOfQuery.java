package io.travertine.calcite.parse;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A query with a time of its own: {@code <query> AS OF e}. The time holds for every table below that has none.
 *
 * <p>Made by the parser and gone after {@link TimeRewrite}; the validator never sees one. Its kind is ORDER_BY because
 * the grammar accepts it wherever a query that ends in ORDER BY may stand.
 */
public final class AsOfQuery extends SqlCall {
  private static final SqlOperator OPERATOR = new SqlSpecialOperator("AS OF", SqlKind.ORDER_BY);

  private final SqlNode query;
  private final SqlNode time;

  public AsOfQuery(SqlParserPos pos, SqlNode query, SqlNode time) {
    super(pos);
    this.query = query;
    this.time = time;
  }

  public SqlNode query() {
    return query;
  }

  public SqlNode time() {
    return time;
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(query, time);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    query.unparse(writer, 0, 0);
    writer.keyword("AS OF");
    time.unparse(writer, 0, 0);
  }
}
