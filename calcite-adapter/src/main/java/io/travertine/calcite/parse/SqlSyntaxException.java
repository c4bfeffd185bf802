package io.travertine.calcite.parse;

/**
 * The text is not SQL as we speak it. The message says where and, in a few words, what was
 * expected.
 */
public final class SqlSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** SQLSTATE of a syntax error. */
  public static final String SYNTAX_ERROR = "42601";

  /** SQLSTATE of a statement nested too deeply to parse. */
  public static final String TOO_COMPLEX = "54001";

  private final String sqlState;
  private final int line;
  private final int column;

  SqlSyntaxException(String sqlState, int line, int column, String message) {
    super(message);
    this.sqlState = sqlState;
    this.line = line;
    this.column = column;
  }

  /** {@link #SYNTAX_ERROR} or {@link #TOO_COMPLEX}. */
  public String sqlState() {
    return sqlState;
  }

  /** Line of the offending token, from 1; 0 if it has no place. */
  public int line() {
    return line;
  }

  /** Column of the offending token, from 1; 0 if it has no place. */
  public int column() {
    return column;
  }
}
