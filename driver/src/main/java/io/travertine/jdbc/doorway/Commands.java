package io.travertine.jdbc.doorway;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests the Avatica protocol has no words for. They travel as the text of a statement and never
 * reach the SQL parser.
 */
public final class Commands {

  private static final Pattern KILL =
      Pattern.compile("\\s*KILL\\s+QUERY\\s+(-?\\d{1,9})\\s*;?\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern CLOSE =
      Pattern.compile("\\s*CLOSE\\s+CURSOR\\s+(-?\\d{1,9})\\s*;?\\s*", Pattern.CASE_INSENSITIVE);

  private Commands() {}

  /** Stops statement {@code id} of the connection it is sent on. */
  public static String kill(int id) {
    return "KILL QUERY " + id;
  }

  /** Closes the cursor of statement {@code id} of the connection it is sent on. */
  public static String closeCursor(int id) {
    return "CLOSE CURSOR " + id;
  }

  /** The statement that {@code sql} asks to stop, if that is what it asks. */
  public static OptionalInt killed(String sql) {
    return match(KILL, sql);
  }

  /** The statement whose cursor {@code sql} asks to close, if that is what it asks. */
  public static OptionalInt closed(String sql) {
    return match(CLOSE, sql);
  }

  private static OptionalInt match(Pattern pattern, String sql) {
    if (sql.length() > 100) {
      return OptionalInt.empty();
    }
    Matcher matcher = pattern.matcher(sql);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
