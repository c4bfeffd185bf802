package io.travertine.calcite.parse;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text of several statements at its semicolons, without parsing them. */
public final class Script {
  /**
   * One statement of a script, without its semicolon and the white space around it. Comments stay.
   *
   * @param text the statement
   * @param offset where {@code text} begins in the script, in characters from 0
   * @param terminated whether a semicolon ended it; the last one may want more lines
   */
  public record Statement(String text, int offset, boolean terminated) {}

  private final String text;
  private int at;

  private Script(String text) {
    this.text = text;
  }

  /**
   * The statements of {@code text}, in order. A semicolon inside a string, a quoted identifier or a
   * comment does not count; pieces of nothing but white space and comments are left out, unless the
   * last of them is an open comment or quote.
   */
  public static List<Statement> split(String text) {
    return new Script(text).split();
  }

  private List<Statement> split() {
    List<Statement> statements = new ArrayList<>();
    int start = 0;
    boolean empty = true;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ';') {
        if (!empty) {
          statements.add(statement(start, at, true));
        }
        start = ++at;
        empty = true;
      } else if (text.startsWith("--", at) || text.startsWith("//", at)) {
        skipLine();
      } else if (text.startsWith("/*", at)) {
        empty &= skipPast("*/", 2);
      } else if (c == '\'' || c == '"') {
        empty = false;
        skipQuoted(c, c == '\'' && followsEscapePrefix());
      } else {
        empty &= Character.isWhitespace(c);
        at++;
      }
    }
    if (!empty) {
      statements.add(statement(start, text.length(), false));
    }
    return statements;
  }

  private Statement statement(int start, int end, boolean terminated) {
    int from = start;
    int to = end;
    while (Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    while (Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    return new Statement(text.substring(from, to), from, terminated);
  }

  private void skipLine() {
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
  }

  /** Moves past the next {@code end}; false, at the end of the text, if there is none. */
  private boolean skipPast(String end, int from) {
    int found = text.indexOf(end, at + from);
    at = found < 0 ? text.length() : found + end.length();
    return found >= 0;
  }

  /** Moves past a quoted text, in which a doubled quote stands for itself. */
  private void skipQuoted(char quote, boolean escapes) {
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == quote && !text.startsWith(String.valueOf(quote), at + 1)) {
        at++;
        return;
      }
      at += c == quote || (c == '\\' && escapes) ? 2 : 1;
    }
    at = text.length();
  }

  /** Whether the quote here opens an {@code E'…'} string, in which a backslash escapes. */
  private boolean followsEscapePrefix() {
    return at > 0
        && (text.charAt(at - 1) == 'E' || text.charAt(at - 1) == 'e')
        && (at == 1 || !Character.isJavaIdentifierPart(text.charAt(at - 2)));
  }
}
