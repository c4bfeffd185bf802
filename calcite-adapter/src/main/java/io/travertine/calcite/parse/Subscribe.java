package io.travertine.calcite.parse;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/** {@code SUBSCRIBE [TO] {table | (query)} [WITH (option, ...)] [AS OF e] [UP TO e]}. */
public final class Subscribe extends SqlCall {
  private static final SqlOperator OPERATOR = new SqlSpecialOperator("SUBSCRIBE", SqlKind.OTHER);

  private final SqlNode source;
  private final SqlNodeList options;
  private final @Nullable SqlNode asOf;
  private final @Nullable SqlNode upTo;

  /**
   * @param source an identifier or a query
   * @param options names and values by turns
   */
  public Subscribe(
      SqlParserPos pos,
      SqlNode source,
      SqlNodeList options,
      @Nullable SqlNode asOf,
      @Nullable SqlNode upTo) {
    super(pos);
    this.source = source;
    this.options = options;
    this.asOf = asOf;
    this.upTo = upTo;
  }

  /** The table's or view's identifier, or the query. */
  public SqlNode source() {
    return source;
  }

  /**
   * The options by name in upper case; one written without a value is TRUE. The last of a name
   * wins.
   */
  public Map<String, SqlNode> options() {
    Map<String, SqlNode> byName = new LinkedHashMap<>();
    for (int i = 0; i < options.size(); i += 2) {
      String name = ((SqlIdentifier) options.get(i)).getSimple();
      byName.put(name.toUpperCase(Locale.ROOT), options.get(i + 1));
    }
    return byName;
  }

  /** The time of the first snapshot, inclusive. */
  public Optional<SqlNode> asOf() {
    return Optional.ofNullable(asOf);
  }

  /** The time the subscription ends at, exclusive. */
  public Optional<SqlNode> upTo() {
    return Optional.ofNullable(upTo);
  }

  Subscribe withSource(SqlNode newSource) {
    return new Subscribe(getParserPosition(), newSource, options, asOf, upTo);
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite's operand lists hold null for what is absent
  public List<SqlNode> getOperandList() {
    return Arrays.asList(source, options, asOf, upTo);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("SUBSCRIBE TO");
    if (source instanceof SqlIdentifier) {
      source.unparse(writer, 0, 0);
    } else {
      SqlWriter.Frame frame = writer.startList("(", ")");
      source.unparse(writer, 0, 0);
      writer.endList(frame);
    }
    if (options.size() > 0) {
      writer.keyword("WITH");
      SqlWriter.Frame frame = writer.startList("(", ")");
      for (int i = 0; i < options.size(); i += 2) {
        writer.sep(",");
        options.get(i).unparse(writer, 0, 0);
        writer.keyword("=");
        options.get(i + 1).unparse(writer, 0, 0);
      }
      writer.endList(frame);
    }
    if (asOf != null) {
      writer.keyword("AS OF");
      asOf.unparse(writer, 0, 0);
    }
    if (upTo != null) {
      writer.keyword("UP TO");
      upTo.unparse(writer, 0, 0);
    }
  }
}
