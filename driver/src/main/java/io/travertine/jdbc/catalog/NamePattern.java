package io.travertine.jdbc.catalog;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name pattern of JDBC: {@code %} is any text, {@code _} any character, a backslash takes their
 * meaning away. Letters match in any case, as identifiers do.
 */
public final class NamePattern {

  private static final NamePattern ANY = new NamePattern("%");

  private final Pattern pattern;

  private NamePattern(String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        regex.append(Pattern.quote(String.valueOf(text.charAt(++i))));
      } else if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    this.pattern =
        Pattern.compile(
            regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }

  /** Null means any name. */
  public static NamePattern of(@Nullable String text) {
    return text == null ? ANY : new NamePattern(text);
  }

  public boolean matches(@Nullable String name) {
    return pattern.matcher(name == null ? "" : name).matches();
  }
}
