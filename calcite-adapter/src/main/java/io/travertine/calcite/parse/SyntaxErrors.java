package io.travertine.calcite.parse;

import static java.util.Objects.requireNonNull;

import io.travertine.calcite.parse.generated.ParseException;
import io.travertine.calcite.parse.generated.Token;
import io.travertine.calcite.parse.generated.TokenMgrError;
import io.travertine.calcite.parse.generated.TravertineParser;
import io.travertine.calcite.parse.generated.TravertineParserConstants;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Says in one line what is wrong with a text, and where. */
final class SyntaxErrors {
  /** How much of an unexpected token a message shows, in characters. */
  private static final int TOKEN_MAX = 40;

  /** How much of a message of Calcite's is kept, in characters. */
  private static final int MESSAGE_MAX = 120;

  private SyntaxErrors() {}

  static SqlSyntaxException at(SqlParserPos pos, String what) {
    return at(pos.getLineNum(), pos.getColumnNum(), what);
  }

  private static SqlSyntaxException at(int line, int column, String what) {
    return new SqlSyntaxException(
        SqlSyntaxException.SYNTAX_ERROR,
        line,
        column,
        "syntax error at line " + line + ", column " + column + ": " + what);
  }

  /**
   * What the parser threw, as our exception. An {@code Error} that is not about the text is
   * rethrown.
   */
  static SqlSyntaxException of(Throwable thrown, TravertineParser parser) {
    if (thrown instanceof StackOverflowError) {
      return new SqlSyntaxException(
          SqlSyntaxException.TOO_COMPLEX, 0, 0, "the statement is nested too deeply");
    } else if (thrown instanceof Error error && !(thrown instanceof TokenMgrError)) {
      throw error;
    }
    SqlParseException e = parser.normalizeException(thrown);
    if (thrown instanceof ParseException parse && parse.currentToken != null) {
      return unexpected(parse.currentToken.next, requireNonNull(e.getExpectedTokenSequences()), e);
    }
    SqlParserPos pos = e.getPos() == null ? parser.here() : e.getPos();
    return at(pos, thrown instanceof TokenMgrError ? lexical(thrown) : sentence(e));
  }

  /**
   * {@code next} is where the parser had to choose, which may be some tokens before the one that
   * does not fit: it had looked ahead. The longest of the sequences it would have taken leads
   * there.
   */
  private static SqlSyntaxException unexpected(Token next, int[][] sequences, SqlParseException e) {
    int length = Stream.of(sequences).mapToInt(sequence -> sequence.length).max().orElse(1);
    Token token = next;
    for (int i = 1; i < length && token.next != null; i++) {
      token = token.next;
    }
    if (token.kind == TravertineParserConstants.QUOTE) {
      return at(token.beginLine, token.beginColumn, "the string that begins here has no end");
    } else if (token.kind == TravertineParserConstants.DOUBLE_QUOTE) {
      String what = "the quoted identifier that begins here is empty or has no end";
      return at(token.beginLine, token.beginColumn, what);
    }
    Set<String> expected =
        Stream.of(sequences)
            .filter(sequence -> sequence.length == length)
            .map(sequence -> e.getTokenImages()[sequence[length - 1]])
            .collect(Collectors.toSet());
    String what = "unexpected " + found(token) + "; expected " + Expected.among(expected);
    return at(token.beginLine, token.beginColumn, what);
  }

  private static String found(Token token) {
    if (token.kind == TravertineParserConstants.EOF) {
      return "end of statement";
    } else if (token.image.length() > TOKEN_MAX) {
      return token.image.substring(0, TOKEN_MAX) + "…";
    }
    return Character.isLetterOrDigit(token.image.charAt(0)) ? token.image : "'" + token.image + "'";
  }

  private static String lexical(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).endsWith("<EOF> after : \"\"")
        ? "a comment has no end"
        : "a character that SQL has no use for";
  }

  private static String sentence(SqlParseException e) {
    String message = e.getMessage();
    if (message == null || message.isEmpty()) {
      return "not a statement";
    } else if (message.startsWith("Non-query expression")) {
      return "expected a statement or a query, found an expression";
    } else if (message.startsWith("Query expression")) {
      return "a query cannot stand here";
    }
    if (message.length() > MESSAGE_MAX) {
      message = message.substring(0, MESSAGE_MAX) + "…";
    }
    boolean isWord = message.length() > 1 && Character.isLowerCase(message.charAt(1));
    return isWord
        ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1)
        : message;
  }
}
