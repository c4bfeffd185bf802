package io.travertine.calcite.parse;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code START TRANSACTION} or {@code BEGIN}, with what was said of the transaction. */
public final class StartTransaction extends SqlCall {
  /** The isolation levels of standard SQL. */
  public enum Isolation {
    SERIALIZABLE,
    REPEATABLE_READ,
    READ_COMMITTED,
    READ_UNCOMMITTED
  }

  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("START TRANSACTION", SqlKind.OTHER_DDL);

  private final @Nullable Boolean readOnly;
  private final @Nullable Isolation isolation;
  private final @Nullable SqlNode time;

  /** Nulls stand for what the statement does not say. */
  public StartTransaction(
      SqlParserPos pos,
      @Nullable Boolean readOnly,
      @Nullable Isolation isolation,
      @Nullable SqlNode time) {
    super(pos);
    this.readOnly = readOnly;
    this.isolation = isolation;
    this.time = time;
  }

  /** True for READ ONLY, false for READ WRITE, empty for neither. */
  public Optional<Boolean> readOnly() {
    return Optional.ofNullable(readOnly);
  }

  public Optional<Isolation> isolation() {
    return Optional.ofNullable(isolation);
  }

  /** The time every read of the transaction is at: {@code AS OF e}. */
  public Optional<SqlNode> time() {
    return Optional.ofNullable(time);
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return time == null ? List.of() : List.of(time);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("START TRANSACTION");
    if (readOnly != null) {
      writer.keyword(readOnly ? "READ ONLY" : "READ WRITE");
    }
    if (isolation != null) {
      writer.keyword("ISOLATION LEVEL");
      writer.keyword(isolation.name().replace('_', ' '));
    }
    if (time != null) {
      writer.keyword("AS OF");
      time.unparse(writer, 0, 0);
    }
  }
}
