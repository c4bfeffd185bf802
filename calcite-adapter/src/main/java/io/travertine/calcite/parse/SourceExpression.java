package io.travertine.calcite.parse;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * An expression that is stored as the text its author wrote.
 *
 * @param expression the tree
 * @param range first to last character; {@link ParsedStatement#textOf} cuts it out
 */
public record SourceExpression(SqlNode expression, SqlParserPos range) {}
