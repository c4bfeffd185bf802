package io.travertine.calcite.parse;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * A column as CREATE TABLE or ALTER TABLE describes it: {@code name [type [NULL | NOT NULL]
 * [DEFAULT e] [GENERATED …]]}. The type's nullability is null when neither NULL nor NOT NULL was
 * written; constraints written beside the column are {@link ConstraintSpec}s that follow it.
 */
public final class ColumnSpec extends SqlCall {
  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("COLUMN_SPEC", SqlKind.COLUMN_DECL);

  private final SqlIdentifier name;
  private final @Nullable SqlDataTypeSpec type;
  private final @Nullable SourceExpression defaultValue;
  private final @Nullable IdentitySpec identity;
  private final @Nullable SqlNode generated;

  /**
   * @param type null if a query gives it
   * @param generated what a computed column is computed by
   */
  public ColumnSpec(
      SqlParserPos pos,
      SqlIdentifier name,
      @Nullable SqlDataTypeSpec type,
      @Nullable SourceExpression defaultValue,
      @Nullable IdentitySpec identity,
      @Nullable SqlNode generated) {
    super(pos);
    this.name = name;
    this.type = type;
    this.defaultValue = defaultValue;
    this.identity = identity;
    this.generated = generated;
  }

  public SqlIdentifier name() {
    return name;
  }

  public Optional<SqlDataTypeSpec> type() {
    return Optional.ofNullable(type);
  }

  public Optional<SourceExpression> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  public Optional<IdentitySpec> identity() {
    return Optional.ofNullable(identity);
  }

  /** The expression of a computed column. */
  public Optional<SqlNode> generated() {
    return Optional.ofNullable(generated);
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite's operand lists hold null for what is absent
  public List<SqlNode> getOperandList() {
    return Arrays.asList(
        name, type, defaultValue == null ? null : defaultValue.expression(), identity, generated);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    name.unparse(writer, 0, 0);
    if (type == null) {
      return;
    }
    type.unparse(writer, 0, 0);
    if (type.getNullable() != null) {
      writer.keyword(type.getNullable() ? "NULL" : "NOT NULL");
    }
    if (defaultValue != null) {
      writer.keyword("DEFAULT");
      defaultValue.expression().unparse(writer, 0, 0);
    }
    if (identity != null) {
      identity.unparse(writer, 0, 0);
    }
    if (generated != null) {
      writer.keyword("GENERATED ALWAYS AS");
      SqlWriter.Frame frame = writer.startList("(", ")");
      generated.unparse(writer, 0, 0);
      writer.endList(frame);
    }
  }
}
