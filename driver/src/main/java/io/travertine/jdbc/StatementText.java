package io.travertine.jdbc;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the first word of a statement says about it, before anybody has parsed it. */
enum StatementText {
  /** Surely returns rows. */
  QUERY,
  /** Surely does not. */
  CHANGE,
  /** Only the engine can tell. */
  UNCLEAR;

  private static final Set<String> QUERIES = Set.of("SELECT", "VALUES", "WITH", "TABLE");
  private static final Set<String> CHANGES =
      Set.of(
          "INSERT",
          "UPDATE",
          "DELETE",
          "MERGE",
          "UPSERT",
          "CREATE",
          "DROP",
          "ALTER",
          "TRUNCATE",
          "SET",
          "RESET");

  static StatementText of(@Nullable String text) {
    String sql = Objects.requireNonNullElse(text, "");
    int at = afterNoise(sql);
    int end = at;
    while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
      end++;
    }
    String word = sql.substring(at, end).toUpperCase(Locale.ROOT);
    return QUERIES.contains(word) ? QUERY : CHANGES.contains(word) ? CHANGE : UNCLEAR;
  }

  /** Where blanks, comments and opening parentheses end. */
  private static int afterNoise(String sql) {
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c) || c == '(') {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end + 1;
      } else if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at + 2);
        at = end < 0 ? sql.length() : end + 2;
      } else {
        break;
      }
    }
    return at;
  }
}
