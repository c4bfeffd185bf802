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
 * {@code CREATE [OR REPLACE] TABLE [IF NOT EXISTS] name [(elements)] [AS query [WITH [NO] DATA]]}.
 */
public final class CreateTable extends SqlCreate {
  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("CREATE TABLE", SqlKind.CREATE_TABLE);

  private final SqlIdentifier name;
  private final @Nullable SqlNodeList elements;
  private final @Nullable SourceExpression query;
  private final boolean withData;

  /**
   * @param elements {@link ColumnSpec}s and {@link ConstraintSpec}s; null if there is only a query
   * @param query what the table is made of
   * @param withData whether the rows of the query go into it
   */
  public CreateTable(
      SqlParserPos pos,
      boolean replace,
      boolean ifNotExists,
      SqlIdentifier name,
      @Nullable SqlNodeList elements,
      @Nullable SourceExpression query,
      boolean withData) {
    super(OPERATOR, pos, replace, ifNotExists);
    this.name = name;
    this.elements = elements;
    this.query = query;
    this.withData = withData;
  }

  public SqlIdentifier name() {
    return name;
  }

  public boolean isIfNotExists() {
    return ifNotExists;
  }

  /** The columns and constraints, in the order they were written. */
  public List<SqlNode> elements() {
    return elements == null
        ? List.of()
        : elements.getList().stream().map(SqlNode.class::cast).toList();
  }

  /** The columns, in order. */
  public List<ColumnSpec> columns() {
    return elements().stream()
        .filter(ColumnSpec.class::isInstance)
        .map(ColumnSpec.class::cast)
        .toList();
  }

  /** The constraints, in order. */
  public List<ConstraintSpec> constraints() {
    return elements().stream()
        .filter(ConstraintSpec.class::isInstance)
        .map(ConstraintSpec.class::cast)
        .toList();
  }

  public Optional<SourceExpression> query() {
    return Optional.ofNullable(query);
  }

  public boolean isWithData() {
    return withData;
  }

  CreateTable withQuery(SqlNode newQuery, SqlParserPos range) {
    return new CreateTable(
        getParserPosition(),
        getReplace(),
        ifNotExists,
        name,
        elements,
        new SourceExpression(newQuery, range),
        withData);
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite's operand lists hold null for what is absent
  public List<SqlNode> getOperandList() {
    return Arrays.asList(name, elements, query == null ? null : query.expression());
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(getReplace() ? "CREATE OR REPLACE TABLE" : "CREATE TABLE");
    if (ifNotExists) {
      writer.keyword("IF NOT EXISTS");
    }
    name.unparse(writer, 0, 0);
    if (elements != null) {
      SqlWriter.Frame frame = writer.startList("(", ")");
      for (SqlNode element : elements) {
        writer.sep(",");
        element.unparse(writer, 0, 0);
      }
      writer.endList(frame);
    }
    if (query != null) {
      writer.keyword("AS");
      writer.newlineAndIndent();
      query.expression().unparse(writer, 0, 0);
      if (!withData) {
        writer.keyword("WITH NO DATA");
      }
    }
  }
}
