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

/** {@code WHEN [NOT] MATCHED [AND e] THEN ...} of a {@link MergeInto}. */
public final class MergeClause extends SqlCall {

  /** What it does. */
  public enum Action {
    UPDATE,
    DELETE,
    INSERT,
    NOTHING
  }

  private final boolean matched;
  private final Action action;
  private final @Nullable SqlNode condition;
  private final @Nullable SqlNodeList columns;
  private final SqlNodeList values;
  private final InsertInto.Overriding overriding;

  /**
   * @param columns what is set; null for all columns of an INSERT
   * @param values a value for each of them; none for DEFAULT VALUES
   */
  public MergeClause(
      SqlParserPos pos,
      boolean matched,
      Action action,
      @Nullable SqlNode condition,
      @Nullable SqlNodeList columns,
      SqlNodeList values,
      InsertInto.Overriding overriding) {
    super(pos);
    this.matched = matched;
    this.action = action;
    this.condition = condition;
    this.columns = columns;
    this.values = values;
    this.overriding = overriding;
  }

  /** Whether it is for rows of the target, rather than for rows of the source without any. */
  public boolean matched() {
    return matched;
  }

  public Action action() {
    return action;
  }

  public Optional<SqlNode> condition() {
    return Optional.ofNullable(condition);
  }

  /** The columns that are set; null for all of them. */
  public @Nullable SqlNodeList columns() {
    return columns;
  }

  public SqlNodeList values() {
    return values;
  }

  public InsertInto.Overriding overriding() {
    return overriding;
  }

  @Override
  public SqlOperator getOperator() {
    return new SqlSpecialOperator("WHEN", SqlKind.OTHER) {
      @Override
      public SqlCall createCall(
          @Nullable SqlLiteral functionQualifier,
          SqlParserPos pos,
          @Nullable SqlNode @Nullable ... operands) {
        @Nullable SqlNode[] parts = Objects.requireNonNull(operands);
        return new MergeClause(
            pos,
            matched,
            action,
            parts[0],
            (SqlNodeList) parts[1],
            (SqlNodeList) Objects.requireNonNull(parts[2]),
            overriding);
      }
    };
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite's operand lists hold null for what is absent
  public List<SqlNode> getOperandList() {
    return Arrays.asList(condition, columns, values);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(matched ? "WHEN MATCHED" : "WHEN NOT MATCHED");
    if (condition != null) {
      writer.keyword("AND");
      condition.unparse(writer, 0, 0);
    }
    writer.keyword("THEN");
    switch (action) {
      case DELETE -> writer.keyword("DELETE");
      case NOTHING -> writer.keyword("DO NOTHING");
      case UPDATE -> {
        writer.keyword("UPDATE SET");
        assignments(writer, Objects.requireNonNull(columns), values);
      }
      case INSERT -> unparseInsert(writer);
    }
  }

  private void unparseInsert(SqlWriter writer) {
    writer.keyword("INSERT");
    if (columns != null && columns.isEmpty()) {
      writer.keyword("DEFAULT VALUES");
      return;
    }
    if (columns != null) {
      columns.unparse(writer, 1, 1);
    }
    writer.keyword("VALUES");
    values.unparse(writer, 1, 1);
  }

  static void assignments(SqlWriter writer, SqlNodeList columns, SqlNodeList values) {
    for (int i = 0; i < columns.size(); i++) {
      if (i > 0) {
        writer.sep(",", true);
      }
      columns.get(i).unparse(writer, 0, 0);
      writer.keyword("=");
      values.get(i).unparse(writer, 0, 0);
    }
  }
}
