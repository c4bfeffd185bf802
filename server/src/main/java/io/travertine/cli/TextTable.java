package io.travertine.cli;

import java.io.PrintStream;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints a result as a table. The widths of its columns are those of its first rows; the rows after
 * them are printed as they come, so that memory stays bounded.
 */
final class TextTable {

  private static final int ROWS_MEASURED = 1_000;
  private static final int WIDTH_MOST = 60;
  private static final String NULL = "NULL";

  private final PrintStream out;
  private final String indent;

  TextTable(PrintStream out, String indent) {
    this.out = out;
    this.indent = indent;
  }

  /** Prints all rows of {@code result} and returns how many there were. */
  long print(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    int count = columns.getColumnCount();
    String[] labels = new String[count];
    boolean[] right = new boolean[count];
    for (int i = 0; i < count; i++) {
      labels[i] = columns.getColumnLabel(i + 1);
      right[i] = isNumber(columns.getColumnType(i + 1));
    }
    List<String[]> measured = new ArrayList<>();
    while (measured.size() < ROWS_MEASURED && result.next()) {
      measured.add(row(result, count));
    }
    int[] widths = widths(labels, measured);
    line(labels, widths, new boolean[count]);
    rule(widths);
    measured.forEach(row -> line(row, widths, right));
    long rows = measured.size();
    while (rows >= ROWS_MEASURED && result.next()) {
      line(row(result, count), widths, right);
      rows++;
    }
    return rows;
  }

  /**
   * Prints rows that are all there.
   *
   * @param right whether each column is aligned to the right
   */
  void print(List<String> labels, boolean[] right, List<List<String>> rows) {
    List<String[]> cells = rows.stream().map(row -> row.toArray(String[]::new)).toList();
    String[] names = labels.toArray(String[]::new);
    int[] widths = widths(names, cells);
    line(names, widths, new boolean[names.length]);
    rule(widths);
    cells.forEach(row -> line(row, widths, right));
  }

  private static boolean isNumber(int type) {
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.DECIMAL,
          Types.NUMERIC ->
          true;
      default -> false;
    };
  }

  private static String[] row(ResultSet result, int count) throws SQLException {
    String[] cells = new String[count];
    for (int i = 0; i < count; i++) {
      String text = result.getString(i + 1);
      cells[i] = text == null ? NULL : text.replace("\r", "\\r").replace("\n", "\\n");
    }
    return cells;
  }

  private static int[] widths(String[] labels, List<String[]> rows) {
    int[] widths = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      widths[i] = width(labels[i]);
      for (String[] row : rows) {
        widths[i] = Math.max(widths[i], Math.min(WIDTH_MOST, width(row[i])));
      }
    }
    return widths;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private void line(String[] cells, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < cells.length; i++) {
      String padding = " ".repeat(Math.max(0, widths[i] - width(cells[i])));
      line.append(i == 0 ? " " : " | ");
      line.append(right[i] ? padding + cells[i] : cells[i] + padding);
    }
    out.println(line.toString().stripTrailing());
  }

  private void rule(int[] widths) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "-" : "-+-").append("-".repeat(widths[i]));
    }
    out.println(line.append('-'));
  }
}
