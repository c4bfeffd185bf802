package io.travertine.sqltests;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a script showed: the text a reader compares with the file, and the detail, with the class of
 * every value and all there is to know of every column, that must be the same through every door.
 */
final class Transcript {

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder detail = new StringBuilder();

  String text() {
    return text.toString();
  }

  String detail() {
    return detail.toString();
  }

  /** A line of the script itself. */
  void source(String line) {
    text.append(line).append('\n');
    detail.append(line).append('\n');
  }

  /** A line of what came back. */
  void output(String line) {
    text.append(line.isEmpty() ? ">" : "> " + line).append('\n');
    detail.append("> ").append(line).append('\n');
  }

  void failure(SQLException e) {
    String message = String.valueOf(e.getMessage()).replace("\n", "\\n");
    output("error " + e.getSQLState() + ": " + message);
    detail.append(e.getClass().getName()).append(' ').append(e.getErrorCode()).append('\n');
  }

  /** All rows, as a table. */
  void rows(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    int count = columns.getColumnCount();
    List<String[]> lines = new ArrayList<>();
    String[] labels = new String[count];
    for (int i = 1; i <= count; i++) {
      labels[i - 1] = columns.getColumnLabel(i);
      detail.append(describe(columns, i)).append('\n');
    }
    lines.add(labels);
    while (result.next()) {
      String[] cells = new String[count];
      for (int i = 1; i <= count; i++) {
        String cell = result.getString(i);
        cells[i - 1] = cell == null ? "NULL" : cell.replace("\\", "\\\\").replace("\n", "\\n");
        detail.append(valueOf(result.getObject(i))).append(" wasNull ").append(result.wasNull());
        detail.append('\n');
      }
      lines.add(cells);
    }
    table(lines);
    int rows = lines.size() - 1;
    output(rows == 1 ? "(1 row)" : "(" + rows + " rows)");
  }

  private void table(List<String[]> lines) {
    int[] widths = new int[lines.get(0).length];
    for (String[] line : lines) {
      for (int i = 0; i < line.length; i++) {
        widths[i] = Math.max(widths[i], line[i].codePointCount(0, line[i].length()));
      }
    }
    for (int row = 0; row < lines.size(); row++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = lines.get(row)[i];
        line.append(i == 0 ? "" : " | ").append(cell);
        line.append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length())));
      }
      output(line.toString().stripTrailing());
      if (row == 0) {
        StringBuilder rule = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
          rule.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
        }
        output(rule.toString());
      }
    }
  }

  /** The columns of a result, one a line. */
  void columns(ResultSetMetaData columns) throws SQLException {
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      output(
          columns.getColumnLabel(i)
              + ": "
              + columns.getColumnTypeName(i)
              + " "
              + columns.getPrecision(i)
              + ","
              + columns.getScale(i)
              + (columns.isNullable(i) == ResultSetMetaData.columnNoNulls ? " not null" : "")
              + " from "
              + columns.getSchemaName(i)
              + "."
              + columns.getTableName(i)
              + "."
              + columns.getColumnName(i));
      detail.append(describe(columns, i)).append('\n');
    }
  }

  private static String describe(ResultSetMetaData columns, int i) throws SQLException {
    return String.join(
        "|",
        columns.getColumnLabel(i),
        columns.getColumnName(i),
        columns.getTableName(i),
        columns.getSchemaName(i),
        columns.getCatalogName(i),
        columns.getColumnTypeName(i),
        columns.getColumnClassName(i),
        "type " + columns.getColumnType(i),
        "precision " + columns.getPrecision(i),
        "scale " + columns.getScale(i),
        "size " + columns.getColumnDisplaySize(i),
        "nullable " + columns.isNullable(i),
        "signed " + columns.isSigned(i),
        "readOnly " + columns.isReadOnly(i));
  }

  private static String valueOf(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    String shown =
        value instanceof byte[] bytes ? java.util.Arrays.toString(bytes) : value.toString();
    return value.getClass().getName() + " " + shown;
  }
}
