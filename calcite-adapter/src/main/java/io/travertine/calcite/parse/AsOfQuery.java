package io.travertine.calcite.parse;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * A query with a time of its own: {@code <query> AS OF e}. The time holds for every table below
 * that has none. Around a table of a parenthesised join, it is the time of that join.
 *
 * <p>Made by the parser and gone after {@link TimeRewrite}; the validator never sees one. Its kind
 * is ORDER_BY because the grammar accepts it wherever a query that ends in ORDER BY may stand.
 */
public final class AsOfQuery extends SqlCall {
  // The parser clones what it finds in parentheses, through the operator.
  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("AS OF", SqlKind.ORDER_BY) {
        @Override
        public SqlCall createCall(
            @Nullable SqlLiteral functionQualifier,
            SqlParserPos pos,
            @Nullable SqlNode @Nullable ... operands) {
          @Nullable SqlNode[] both = requireNonNull(operands);
          return new AsOfQuery(pos, requireNonNull(both[0]), requireNonNull(both[1]));
        }
      };

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
