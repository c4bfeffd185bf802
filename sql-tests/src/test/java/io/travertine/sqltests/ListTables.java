package io.travertine.sqltests;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Lists of numbers in tables, in three forms: as a text in a row without a key, as a text in a row
 * with a key, and as a row for each value with its position.
 */
final class ListTables {

  private enum Form {
    TEXT("texts"),
    KEYED("keyed"),
    ROWS("items");

    private final String table;

    Form(String table) {
      this.table = table;
    }

    static Form of(int list) {
      return values()[Math.floorMod(list, values().length)];
    }
  }

  private final Connection connection;
  private final int padding;

  /**
   * @param padding the length of a text beside some of them, if any
   */
  ListTables(Connection connection, int padding) {
    this.connection = connection;
    this.padding = padding;
  }

  void create() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE texts (k INTEGER NOT NULL, v VARCHAR, pad VARCHAR)");
      statement.executeUpdate("CREATE TABLE keyed (k INTEGER PRIMARY KEY, v VARCHAR, pad VARCHAR)");
      statement.executeUpdate(
          "CREATE TABLE items (k INTEGER, pos INTEGER, v INTEGER, PRIMARY KEY (k, pos))");
    }
  }

  /** Gives rows to the lists that must have them before anything is appended. */
  void begin(List<Integer> lists) throws SQLException {
    Random random = new Random(lists.get(0));
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO texts VALUES (?, '', ?)")) {
      for (int list : lists) {
        if (Form.of(list) == Form.TEXT) {
          insert.setInt(1, list);
          insert.setString(2, padding(list, random));
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  /** Something long that cannot be compressed much, or nothing. */
  private String padding(int list, Random random) {
    StringBuilder text = new StringBuilder();
    while (list % 5 == 0 && text.length() < padding) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    return text.toString();
  }

  /** Where two rows are instead of one, both of them. */
  List<Integer> read(int list) throws SQLException {
    Form form = Form.of(list);
    String order = form == Form.ROWS ? "pos, v" : "v";
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT v FROM " + form.table + " WHERE k = ? ORDER BY " + order)) {
      query.setInt(1, list);
      try (ResultSet rows = query.executeQuery()) {
        List<Integer> values = new ArrayList<>();
        while (rows.next()) {
          values.addAll(values(rows.getString(1)));
        }
        return values;
      }
    }
  }

  private static List<Integer> values(String text) {
    return Arrays.stream(text.split(","))
        .filter(value -> !value.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }

  /** Appends, or not if there is no such list to be seen, which it tells. */
  boolean append(int list, int value, Random random) throws SQLException {
    return switch (Form.of(list)) {
      case TEXT ->
          change("UPDATE texts SET v = v || CAST(? AS VARCHAR) WHERE k = ?", "," + value, list);
      case KEYED ->
          change(
              "INSERT INTO keyed VALUES (?, ?, ?)"
                  + " ON CONFLICT (k) DO UPDATE SET v = keyed.v || EXCLUDED.v",
              list,
              "," + value,
              padding(list, random));
      case ROWS ->
          change(
              "INSERT INTO items SELECT CAST(? AS INTEGER), COALESCE(MAX(pos), 0) + 1,"
                  + " CAST(? AS INTEGER) FROM items WHERE k = ?",
              list,
              value,
              list);
    };
  }

  /** Whether a list is one row, which {@link #replace} can replace. */
  static boolean isReplaceable(int list) {
    return Form.of(list) == Form.TEXT;
  }

  /** Appends by putting another row in place of one that holds {@code values}. */
  void replace(int list, List<Integer> values, int value, Random random) throws SQLException {
    StringBuilder text = new StringBuilder();
    values.forEach(each -> text.append(',').append(each));
    change("DELETE FROM texts WHERE k = ?", list);
    change(
        "INSERT INTO texts VALUES (?, ?, ?)",
        list,
        text.append(',').append(value).toString(),
        padding(list, random));
  }

  private boolean change(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate() > 0;
    }
  }
}
