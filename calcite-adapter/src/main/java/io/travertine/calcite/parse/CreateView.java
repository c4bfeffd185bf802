package io.travertine.calcite.parse;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCreate;
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
 * {@code CREATE [OR REPLACE] VIEW [IF NOT EXISTS] name [(columns)] AS query}.
 *
 * <p>The range of the query in the statement's text is kept, because a view is stored as the text
 * its author wrote: a validated tree is no longer that text.
 */
public final class CreateView extends SqlCreate {
  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("CREATE VIEW", SqlKind.CREATE_VIEW);

  private final SqlIdentifier name;
  private final @Nullable SqlNodeList columns;
  private final SqlNode query;
  private final SqlParserPos queryRange;

  /**
   * @param columns the column names; null if the query names them
   * @param queryRange first to last character of the query
   */
  public CreateView(
      SqlParserPos pos,
      boolean replace,
      boolean ifNotExists,
      SqlIdentifier name,
      @Nullable SqlNodeList columns,
      SqlNode query,
      SqlParserPos queryRange) {
    super(OPERATOR, pos, replace, ifNotExists);
    this.name = name;
    this.columns = columns;
    this.query = query;
    this.queryRange = queryRange;
  }

  public SqlIdentifier name() {
    return name;
  }

  public boolean isIfNotExists() {
    return ifNotExists;
  }

  public Optional<SqlNodeList> columns() {
    return Optional.ofNullable(columns);
  }

  public SqlNode query() {
    return query;
  }

  /** Where the query stands in the statement's text; {@link ParsedStatement#textOf} cuts it out. */
  public SqlParserPos queryRange() {
    return queryRange;
  }

  CreateView withQuery(SqlNode newQuery) {
    return new CreateView(
        getParserPosition(), getReplace(), ifNotExists, name, columns, newQuery, queryRange);
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite's operand lists hold null for what is absent
  public List<SqlNode> getOperandList() {
    return Arrays.asList(name, columns, query);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(getReplace() ? "CREATE OR REPLACE VIEW" : "CREATE VIEW");
    if (ifNotExists) {
      writer.keyword("IF NOT EXISTS");
    }
    name.unparse(writer, 0, 0);
    if (columns != null) {
      SqlWriter.Frame frame = writer.startList("(", ")");
      for (SqlNode column : columns) {
        writer.sep(",");
        column.unparse(writer, 0, 0);
      }
      writer.endList(frame);
    }
    writer.keyword("AS");
    writer.newlineAndIndent();
    query.unparse(writer, 0, 0);
  }
}
