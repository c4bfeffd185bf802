package io.travertine.calcite.parse;

import io.travertine.calcite.parse.generated.TravertineParser;
import java.util.List;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.sql.SqlDialect;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSetOption;
import org.apache.calcite.sql.dialect.CalciteSqlDialect;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl.LexicalState;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.util.SourceStringReader;

/**
 * Our SQL: the doorway of this package. Identifiers keep their case, are compared without it, and
 * are quoted with double quotes.
 *
 * <p>Stateless; any thread may call.
 */
public final class Sql {
  /** Longest identifier, in characters. */
  public static final int IDENTIFIER_MAX = 128;

  /** What the validator is to allow. */
  public static final SqlConformance CONFORMANCE = SqlConformanceEnum.LENIENT;

  /** Prints a tree as SQL that {@link #parse} reads back. */
  public static final SqlDialect DIALECT = CalciteSqlDialect.DEFAULT;

  private static final SqlParserPos START = new SqlParserPos(1, 1);

  private Sql() {}

  /**
   * Parses one statement, which may end in semicolons.
   *
   * @throws SqlSyntaxException if it is none, or if a time in it refers to a column or a query
   */
  public static ParsedStatement parse(String text) {
    TravertineParser parser = parserOf(text);
    SqlNode node;
    try {
      node = parser.parseSqlStmtEof();
    } catch (Exception | Error e) {
      throw SyntaxErrors.of(e, parser);
    }
    if (text.indexOf('"') >= 0) {
      TimedName.refuseIn(node);
    }
    List<SqlNode> times = List.of();
    if (parser.timeTravelled()) {
      TimeRewrite rewrite = new TimeRewrite();
      node = rewrite.statement(node);
      times = rewrite.times();
    }
    checkSessionTimes(node);
    return new ParsedStatement(StatementKind.of(node), node, times, parser.parameterCount(), text);
  }

  /**
   * Parses one expression, such as a column's default.
   *
   * @throws SqlSyntaxException if it is none, or reads a table at a time
   */
  public static SqlNode parseExpression(String text) {
    TravertineParser parser = parserOf(text);
    SqlNode node;
    try {
      node = parser.parseSqlExpressionEof();
    } catch (Exception | Error e) {
      throw SyntaxErrors.of(e, parser);
    }
    if (parser.timeTravelled()) {
      throw SyntaxErrors.at(node.getParserPosition(), "AS OF is not allowed in an expression");
    }
    return node;
  }

  private static TravertineParser parserOf(String text) {
    if (text.isBlank()) {
      throw SyntaxErrors.at(START, "there is no text");
    }
    TravertineParser parser =
        (TravertineParser) TravertineParser.FACTORY.getParser(new SourceStringReader(text));
    parser.setTabSize(1);
    parser.setQuotedCasing(Casing.UNCHANGED);
    parser.setUnquotedCasing(Casing.UNCHANGED);
    parser.setIdentifierMaxLength(IDENTIFIER_MAX);
    parser.setConformance(CONFORMANCE);
    parser.switchTo(LexicalState.DQID);
    return parser;
  }

  private static void checkSessionTimes(SqlNode node) {
    if (node instanceof Subscribe subscribe) {
      subscribe.asOf().ifPresent(TimeExpressions::check);
      subscribe.upTo().ifPresent(TimeExpressions::check);
    } else if (node instanceof StartTransaction start) {
      start.time().ifPresent(TimeExpressions::check);
    } else if (node instanceof SqlSetOption set
        && set.getValue() != null
        && set.name().toString().equals("AS OF")) {
      TimeExpressions.check(set.getValue());
    }
  }
}
