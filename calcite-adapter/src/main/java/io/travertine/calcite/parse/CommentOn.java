package io.travertine.calcite.parse;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code COMMENT ON {TABLE | VIEW | COLUMN | SCHEMA} name IS {'text' | NULL}}. */
public final class CommentOn extends SqlCall {
  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("COMMENT ON", SqlKind.OTHER_DDL);

  /** What kind of object is spoken of. */
  public enum Target {
    TABLE,
    VIEW,
    COLUMN,
    SCHEMA
  }

  private final Target target;
  private final SqlIdentifier name;
  private final SqlNode text;

  /**
   * @param text a literal, perhaps NULL
   */
  public CommentOn(SqlParserPos pos, Target target, SqlIdentifier name, SqlNode text) {
    super(pos);
    this.target = target;
    this.name = name;
    this.text = text;
  }

  public Target target() {
    return target;
  }

  public SqlIdentifier name() {
    return name;
  }

  /** The comment; none if it is taken away, by NULL or by nothing. */
  public Optional<String> text() {
    SqlLiteral literal = SqlLiteral.unchain(text);
    return literal.getValue() == null
        ? Optional.empty()
        : Optional.of(literal.getValueAs(String.class)).filter(given -> !given.isEmpty());
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name, text);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("COMMENT ON");
    writer.keyword(target.name());
    name.unparse(writer, 0, 0);
    writer.keyword("IS");
    text.unparse(writer, 0, 0);
  }
}
