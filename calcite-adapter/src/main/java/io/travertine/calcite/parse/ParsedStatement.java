package io.travertine.calcite.parse;

import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;

/**
 * One statement of SQL, its times taken out.
 *
 * <p>The tree holds no AS OF: a table read at a time of its own goes by a {@link TimedName}, whose
 * slot is an index into {@code times}. A time is an expression over literals, {@code ?} and
 * functions; it refers to no column and no query. Times are to be checked and evaluated even if no
 * table uses them. The validator rewrites the tree in place, so a statement is good for one
 * validation: parse again for the next.
 *
 * @param kind what it does
 * @param node the tree
 * @param times the time expressions, by slot; equal literals share a slot, anything else has its
 *     own
 * @param parameterCount how many {@code ?} the text has; their indices are in textual order,
 *     wherever in the tree or in the times they stand
 * @param text the statement as given
 */
public record ParsedStatement(
    StatementKind kind, SqlNode node, List<SqlNode> times, int parameterCount, String text) {
  public ParsedStatement {
    times = List.copyOf(times);
  }

  /** The piece of the text at {@code range}, first to last character. */
  public String textOf(SqlParserPos range) {
    int start = SqlParserUtil.lineColToIndex(text, range.getLineNum(), range.getColumnNum());
    int end = SqlParserUtil.lineColToIndex(text, range.getEndLineNum(), range.getEndColumnNum());
    return text.substring(start, end + 1);
  }
}
