package io.travertine.calcite.parse;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWriterConfig;

/** Trees as one line of text. */
final class Shown {
  private Shown() {}

  /** The tree, its identifiers unquoted where possible, then its times in brackets. */
  static String parsed(String text) {
    ParsedStatement statement = Sql.parse(text);
    return tree(statement.node()) + " " + statement.times().stream().map(Shown::tree).toList();
  }

  static String tree(SqlNode node) {
    return node.toSqlString(Shown::config).getSql().replace("\"", "").replaceAll("\\s+", " ");
  }

  /** SQL that parses back to the same tree. */
  static String sql(SqlNode node) {
    return node.toSqlString(Sql.DIALECT).getSql();
  }

  private static SqlWriterConfig config(SqlWriterConfig c) {
    return c.withDialect(Sql.DIALECT).withAlwaysUseParentheses(false).withClauseStartsLine(false);
  }
}
