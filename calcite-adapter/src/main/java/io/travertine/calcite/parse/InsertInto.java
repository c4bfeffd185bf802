package io.travertine.calcite.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlInsertKeyword;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * INSERT or UPSERT, with what Calcite's has no place for. DEFAULT VALUES is a row without values
 * for no columns.
 */
public final class InsertInto extends SqlInsert {

  /** What becomes of values given for identity columns. */
  public enum Overriding {
    /** Nothing is said about them. */
    NOTHING,
    /** They are taken. */
    SYSTEM_VALUE,
    /** They are ignored. */
    USER_VALUE
  }

  private final boolean upsert;
  private final SqlIdentifier table;
  private final @Nullable SqlIdentifier alias;
  private final Overriding overriding;
  private final @Nullable OnConflict conflict;

  /**
   * @param columns null for all
   */
  public InsertInto(
      SqlParserPos pos,
      boolean upsert,
      SqlIdentifier table,
      @Nullable SqlIdentifier alias,
      @Nullable SqlNodeList columns,
      Overriding overriding,
      SqlNode source,
      @Nullable OnConflict conflict) {
    super(pos, keywords(upsert, pos), table, source, columns);
    this.upsert = upsert;
    this.table = table;
    this.alias = alias;
    this.overriding = overriding;
    this.conflict = conflict;
  }

  private static SqlNodeList keywords(boolean upsert, SqlParserPos pos) {
    return upsert ? SqlNodeList.of(SqlInsertKeyword.UPSERT.symbol(pos)) : SqlNodeList.EMPTY;
  }

  public SqlIdentifier table() {
    return table;
  }

  /** What ON CONFLICT calls the table. */
  public Optional<SqlIdentifier> alias() {
    return Optional.ofNullable(alias);
  }

  public Overriding overriding() {
    return overriding;
  }

  public Optional<OnConflict> conflict() {
    return Optional.ofNullable(conflict);
  }

  InsertInto with(SqlNode newSource, @Nullable OnConflict newConflict) {
    return new InsertInto(
        getParserPosition(),
        upsert,
        table,
        alias,
        getTargetColumnList(),
        overriding,
        newSource,
        newConflict);
  }

  @Override
  public List<SqlNode> getOperandList() {
    List<SqlNode> operands = new ArrayList<>(super.getOperandList());
    if (conflict != null) {
      operands.add(conflict);
    }
    return operands;
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    super.unparse(writer, leftPrec, rightPrec);
    if (conflict != null) {
      conflict.unparse(writer, 0, 0);
    }
  }
}
