package io.travertine.calcite.parse;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code COMMIT} or {@code ROLLBACK [TO SAVEPOINT name]}. */
public final class EndTransaction extends SqlCall {
  private static final SqlOperator COMMIT = new SqlSpecialOperator("COMMIT", SqlKind.COMMIT);
  private static final SqlOperator ROLLBACK = new SqlSpecialOperator("ROLLBACK", SqlKind.ROLLBACK);

  private final boolean commit;
  private final @Nullable SqlIdentifier savepoint;

  /**
   * @param savepoint null for the beginning
   */
  public EndTransaction(SqlParserPos pos, boolean commit, @Nullable SqlIdentifier savepoint) {
    super(pos);
    this.commit = commit;
    this.savepoint = savepoint;
  }

  /** True for COMMIT, false for ROLLBACK. */
  public boolean commits() {
    return commit;
  }

  /** The savepoint to roll back to; empty if the transaction ends. */
  public Optional<String> savepoint() {
    return Optional.ofNullable(savepoint).map(SqlIdentifier::getSimple);
  }

  @Override
  public SqlOperator getOperator() {
    return commit ? COMMIT : ROLLBACK;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return savepoint == null ? List.of() : List.of(savepoint);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(getOperator().getName());
    if (savepoint != null) {
      writer.keyword("TO SAVEPOINT");
      savepoint.unparse(writer, 0, 0);
    }
  }
}
