package io.travertine.calcite.parse;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * {@code [CONSTRAINT name] {PRIMARY KEY (columns) | UNIQUE (columns) | CHECK (condition) | FOREIGN
 * KEY (columns) REFERENCES table [(columns)]}}; written beside a column it is over that column.
 */
public final class ConstraintSpec extends SqlCall {
  /** What it demands. */
  public enum Demand {
    PRIMARY_KEY(SqlKind.PRIMARY_KEY),
    UNIQUE(SqlKind.UNIQUE),
    CHECK(SqlKind.CHECK),
    FOREIGN_KEY(SqlKind.FOREIGN_KEY);

    private final SqlOperator operator;

    Demand(SqlKind kind) {
      this.operator = new SqlSpecialOperator(name().replace('_', ' '), kind);
    }
  }

  private final Demand demand;
  private final @Nullable SqlIdentifier name;
  private final SqlNodeList columns;
  private final @Nullable SourceExpression condition;
  private final @Nullable SqlIdentifier references;

  /**
   * @param columns for a CHECK the column it is written beside, or none
   * @param condition of a CHECK
   * @param references the table that a FOREIGN KEY points to
   */
  public ConstraintSpec(
      SqlParserPos pos,
      Demand demand,
      @Nullable SqlIdentifier name,
      SqlNodeList columns,
      @Nullable SourceExpression condition,
      @Nullable SqlIdentifier references) {
    super(pos);
    this.demand = demand;
    this.name = name;
    this.columns = columns;
    this.condition = condition;
    this.references = references;
  }

  public Demand demand() {
    return demand;
  }

  public Optional<SqlIdentifier> name() {
    return Optional.ofNullable(name);
  }

  public SqlNodeList columns() {
    return columns;
  }

  /** What a CHECK demands. */
  public Optional<SourceExpression> condition() {
    return Optional.ofNullable(condition);
  }

  @Override
  public SqlOperator getOperator() {
    return demand.operator;
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite's operand lists hold null for what is absent
  public List<SqlNode> getOperandList() {
    return Arrays.asList(
        name, columns, condition == null ? null : condition.expression(), references);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    if (name != null) {
      writer.keyword("CONSTRAINT");
      name.unparse(writer, 0, 0);
    }
    writer.keyword(demand.operator.getName());
    SqlWriter.Frame frame = writer.startList("(", ")");
    if (condition != null) {
      condition.expression().unparse(writer, 0, 0);
    } else {
      for (SqlNode column : columns) {
        writer.sep(",");
        column.unparse(writer, 0, 0);
      }
    }
    writer.endList(frame);
    if (references != null) {
      writer.keyword("REFERENCES");
      references.unparse(writer, 0, 0);
    }
  }
}
