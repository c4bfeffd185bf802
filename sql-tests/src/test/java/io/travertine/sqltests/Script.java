package io.travertine.sqltests;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A script of SQL with what it should show. Lines that begin with {@code >} are output and are left
 * out when it is run; every other line is kept. Statements end in a semicolon. Besides, there are
 * commands, each on a line of its own:
 *
 * <ul>
 *   <li>{@code !now t}: remembers the present as {@code ${t}}, microseconds since 1970;
 *   <li>{@code !bind 1, 'a', NULL}: prepares the next statement and gives these parameters;
 *   <li>{@code !columns}: shows the columns of the next query instead of its rows;
 *   <li>{@code !metadata getTables null public % null}: a call of DatabaseMetaData;
 *   <li>{@code !connect ;asOf=${t}}: continues on a new connection with these options;
 *   <li>{@code !hide regex}: shows … for what matches.
 * </ul>
 */
final class Script {

  /** Opens connections to the database of the script. */
  interface Connecting {
    Connection connect(String options) throws SQLException;
  }

  private final Connecting connecting;
  private final Transcript transcript = new Transcript();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private Connection connection;
  private Optional<List<@Nullable Object>> parameters = Optional.empty();
  private boolean columnsOnly;
  private String hidden = "(?!)";

  private Script(Connecting connecting) throws SQLException {
    this.connecting = connecting;
    this.connection = connecting.connect("");
  }

  /** Runs {@code source} and returns it with the output it has now. */
  static Transcript run(String source, Connecting connecting) throws SQLException {
    Script script = new Script(connecting);
    try {
      script.run(source);
    } finally {
      script.connection.close();
    }
    return script.transcript;
  }

  private void run(String source) throws SQLException {
    StringBuilder statement = new StringBuilder();
    for (String line : source.lines().toList()) {
      if (line.startsWith(">")) {
        continue;
      }
      transcript.source(line);
      if (statement.isEmpty() && (line.isBlank() || line.startsWith("--"))) {
        continue;
      }
      if (statement.isEmpty() && line.startsWith("!")) {
        command(line.substring(1));
        continue;
      }
      statement.append(line).append('\n');
      List<io.travertine.calcite.parse.Script.Statement> parts =
          io.travertine.calcite.parse.Script.split(statement.toString());
      if (!parts.isEmpty() && parts.get(parts.size() - 1).terminated()) {
        statement(parts.get(0).text());
        statement.setLength(0);
      }
    }
    if (!statement.isEmpty()) {
      throw new IllegalArgumentException("the last statement has no semicolon: " + statement);
    }
  }

  private void statement(String text) {
    String sql = substitute(text);
    try {
      if (parameters.isPresent() || columnsOnly) {
        prepared(sql);
      } else {
        try (Statement statement = connection.createStatement()) {
          show(statement, statement.execute(sql));
        }
      }
    } catch (SQLException e) {
      String message = String.valueOf(e.getMessage()).replaceAll(hidden, "…");
      SQLException shown = new SQLException(message, e.getSQLState(), e.getErrorCode());
      transcript.failure(shown);
    } finally {
      parameters = Optional.empty();
      columnsOnly = false;
    }
  }

  private void prepared(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (columnsOnly) {
        transcript.columns(statement.getMetaData());
        return;
      }
      List<@Nullable Object> values = parameters.orElse(List.of());
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      show(statement, statement.execute());
    }
  }

  private void show(Statement statement, boolean isQuery) throws SQLException {
    if (isQuery) {
      try (ResultSet result = statement.getResultSet()) {
        transcript.rows(result);
      }
    } else {
      long count = statement.getLargeUpdateCount();
      transcript.output(count == 1 ? "(1 row changed)" : "(" + count + " rows changed)");
    }
  }

  private void command(String line) throws SQLException {
    String[] words = line.split(" ", 2);
    String rest = words.length == 1 ? "" : substitute(words[1]);
    switch (words[0]) {
      case "now" -> variables.put(rest, now());
      case "bind" -> parameters = Optional.of(values(rest));
      case "columns" -> columnsOnly = true;
      case "metadata" -> metadata(rest.split(" "));
      case "hide" -> hidden = rest;
      case "connect" -> {
        connection.close();
        connection = connecting.connect(rest);
      }
      default -> throw new IllegalArgumentException("no command: " + line);
    }
  }

  /** The present as the database sees it, once all that has been committed is in the past. */
  private static String now() {
    long now = io.travertine.persist.time.Clock.system().epochMicros();
    return Long.toString(now);
  }

  private String substitute(String text) {
    String substituted = text;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      substituted = substituted.replace("${" + variable.getKey() + "}", variable.getValue());
    }
    return substituted;
  }

  private void metadata(String[] words) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    Method method =
        Arrays.stream(DatabaseMetaData.class.getMethods())
            .filter(each -> each.getName().equals(words[0]))
            .filter(each -> each.getParameterCount() == words.length - 1)
            .findFirst()
            .orElseThrow();
    @Nullable Object[] arguments = new @Nullable Object[words.length - 1];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(words[i + 1], method.getParameterTypes()[i]);
    }
    try {
      Object answer = method.invoke(metaData, arguments);
      if (answer instanceof ResultSet rows) {
        try (rows) {
          transcript.rows(rows);
        }
      } else {
        transcript.output(String.valueOf(answer));
      }
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new SQLException(e);
    }
  }

  private static @Nullable Object argument(String word, Class<?> type) {
    if (word.equals("null")) {
      return null;
    }
    if (type == boolean.class) {
      return Boolean.valueOf(word);
    }
    if (type == int.class) {
      return Integer.valueOf(word);
    }
    return type == String[].class ? word.split(",") : word;
  }

  private static List<@Nullable Object> values(String text) {
    List<@Nullable Object> values = new ArrayList<>();
    for (String word : text.split(", *(?=(?:[^']*'[^']*')*[^']*$)")) {
      values.add(value(word.strip()));
    }
    return values;
  }

  private static @Nullable Object value(String word) {
    if (word.equals("NULL")) {
      return null;
    }
    if (word.equals("TRUE") || word.equals("FALSE")) {
      return Boolean.valueOf(word);
    }
    int quote = word.indexOf('\'');
    if (quote < 0) {
      return word.matches("-?\\d{1,18}") ? (Object) Long.valueOf(word) : new BigDecimal(word);
    }
    String text = word.substring(quote + 1, word.length() - 1).replace("''", "'");
    return switch (word.substring(0, quote).strip()) {
      case "" -> text;
      case "DATE" -> LocalDate.parse(text);
      case "TIME" -> LocalTime.parse(text);
      case "TIMESTAMP" -> LocalDateTime.parse(text.replace(' ', 'T'));
      case "DOUBLE" -> Double.valueOf(text);
      case "X" -> HexFormat.of().parseHex(text);
      default -> throw new IllegalArgumentException("no value: " + word);
    };
  }
}
