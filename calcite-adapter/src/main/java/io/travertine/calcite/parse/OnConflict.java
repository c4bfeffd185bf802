package io.travertine.calcite.parse;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code ON CONFLICT [(column, ...)] DO {NOTHING | UPDATE SET ... [WHERE e]}}. */
public final class OnConflict extends SqlCall {

  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("ON CONFLICT", SqlKind.OTHER) {
        @Override
        public SqlCall createCall(
            @Nullable SqlLiteral functionQualifier,
            SqlParserPos pos,
            @Nullable SqlNode @Nullable ... operands) {
          @Nullable SqlNode[] parts = Objects.requireNonNull(operands);
          return new OnConflict(
              pos,
              (SqlNodeList) Objects.requireNonNull(parts[0]),
              (SqlNodeList) Objects.requireNonNull(parts[1]),
              (SqlNodeList) Objects.requireNonNull(parts[2]),
              parts[3]);
        }
      };

  private final SqlNodeList keys;
  private final SqlNodeList columns;
  private final SqlNodeList values;
  private final @Nullable SqlNode condition;

  /**
   * @param keys the columns of the key; empty if none is named
   * @param columns what is set; empty to do nothing
   */
  public OnConflict(
      SqlParserPos pos,
      SqlNodeList keys,
      SqlNodeList columns,
      SqlNodeList values,
      @Nullable SqlNode condition) {
    super(pos);
    this.keys = keys;
    this.columns = columns;
    this.values = values;
    this.condition = condition;
  }

  public SqlNodeList keys() {
    return keys;
  }

  /** The columns that are set; empty if nothing is to be done. */
  public SqlNodeList columns() {
    return columns;
  }

  /** A value for each of {@link #columns}. */
  public SqlNodeList values() {
    return values;
  }

  /** Which of the rows that are there are updated. */
  public Optional<SqlNode> condition() {
    return Optional.ofNullable(condition);
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite's operand lists hold null for what is absent
  public List<SqlNode> getOperandList() {
    return Arrays.asList(keys, columns, values, condition);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("ON CONFLICT");
    if (!keys.isEmpty()) {
      keys.unparse(writer, 1, 1);
    }
    if (columns.isEmpty()) {
      writer.keyword("DO NOTHING");
      return;
    }
    writer.keyword("DO UPDATE SET");
    MergeClause.assignments(writer, columns, values);
    if (condition != null) {
      writer.keyword("WHERE");
      condition.unparse(writer, 0, 0);
    }
  }
}
