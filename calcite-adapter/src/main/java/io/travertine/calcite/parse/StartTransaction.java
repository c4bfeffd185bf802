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

/**
 * {@code START TRANSACTION}, {@code BEGIN}, {@code SET TRANSACTION} or {@code SET SESSION
 * CHARACTERISTICS AS TRANSACTION}, with what was said of the transaction.
 */
public final class StartTransaction extends SqlCall {
  /** The isolation levels of standard SQL. */
  public enum Isolation {
    SERIALIZABLE,
    REPEATABLE_READ,
    READ_COMMITTED,
    READ_UNCOMMITTED
  }

  /** Which transaction is meant. */
  public enum Scope {
    /** One that begins here. */
    START("START TRANSACTION"),
    /** The open one. */
    SET("SET TRANSACTION"),
    /** Those to come. */
    SESSION("SET SESSION CHARACTERISTICS AS TRANSACTION");

    private final SqlOperator operator;

    Scope(String words) {
      this.operator = new SqlSpecialOperator(words, SqlKind.OTHER_DDL);
    }
  }

  private final Scope scope;
  private final @Nullable Boolean readOnly;
  private final @Nullable Isolation isolation;
  private final @Nullable SqlNode time;

  /** Nulls stand for what the statement does not say. */
  public StartTransaction(
      SqlParserPos pos,
      Scope scope,
      @Nullable Boolean readOnly,
      @Nullable Isolation isolation,
      @Nullable SqlNode time) {
    super(pos);
    this.scope = scope;
    this.readOnly = readOnly;
    this.isolation = isolation;
    this.time = time;
  }

  public Scope scope() {
    return scope;
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
    return scope.operator;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return time == null ? List.of() : List.of(time);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(scope.operator.getName());
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
