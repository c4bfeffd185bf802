package io.travertine.jdbc.doorway;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Requests the Avatica protocol has no words for. They travel as the text of a statement and never
 * reach the SQL parser.
 */
public final class Commands {

  private static final Pattern KILL =
      Pattern.compile("\\s*KILL\\s+QUERY\\s+(-?\\d{1,9})\\s*;?\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern CLOSE =
      Pattern.compile("\\s*CLOSE\\s+CURSOR\\s+(-?\\d{1,9})\\s*;?\\s*", Pattern.CASE_INSENSITIVE);

  private static final Pattern PING =
      Pattern.compile("PING STORE WITHIN (\\d{1,9}) MS", Pattern.CASE_INSENSITIVE);

  private static final Pattern KEYS =
      Pattern.compile("GENERATED KEYS OF (-?\\d{1,9})", Pattern.CASE_INSENSITIVE);

  private static final Pattern COUNTS =
      Pattern.compile("UPDATE COUNTS OF (-?\\d{1,9})", Pattern.CASE_INSENSITIVE);

  private static final long MILLIS_MOST = 999_999_999;

  private static final String RETURN_KEYS = "RETURN KEYS";
  private static final String RETURN_COLUMNS = "RETURN COLUMNS ";

  private Commands() {}

  /** {@code sql}, after whose execution {@link #keysOf} asks for the keys that were generated. */
  public static String returningKeys(String sql) {
    return RETURN_KEYS + "\n" + sql;
  }

  /** {@code sql}, after whose execution {@link #keysOf} asks for some columns of the new rows. */
  public static String returningColumns(List<String> names, String sql) {
    return names.stream()
            .map(name -> '"' + URLEncoder.encode(name, StandardCharsets.UTF_8))
            .collect(Collectors.joining(",", RETURN_COLUMNS, "\n"))
        + sql;
  }

  /** {@link #returningColumns}, by their places in the table. */
  public static String returningOrdinals(int[] ordinals, String sql) {
    return Arrays.stream(ordinals)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(",", RETURN_COLUMNS, "\n"))
        + sql;
  }

  /**
   * What a text says of the rows that its statement inserts.
   *
   * @param isAsked whether it says anything
   * @param names the columns to give back, by name
   * @param ordinals the columns to give back, by place; without those, those that are generated
   * @param sql the statement itself
   */
  public record Returning(
      boolean isAsked, List<String> names, List<Integer> ordinals, String sql) {}

  /** Takes apart what {@link #returningKeys} and the like have put together. */
  public static Returning returning(String text) {
    int end = text.indexOf('\n');
    if (end < 0 || !text.startsWith("RETURN ")) {
      return new Returning(false, List.of(), List.of(), text);
    }
    String wish = text.substring(0, end);
    String sql = text.substring(end + 1);
    if (wish.equals(RETURN_KEYS)) {
      return new Returning(true, List.of(), List.of(), sql);
    } else if (!wish.startsWith(RETURN_COLUMNS)) {
      return new Returning(false, List.of(), List.of(), text);
    }
    List<String> names = new ArrayList<>();
    List<Integer> ordinals = new ArrayList<>();
    for (String column : wish.substring(RETURN_COLUMNS.length()).split(",")) {
      if (column.startsWith("\"")) {
        names.add(URLDecoder.decode(column.substring(1), StandardCharsets.UTF_8));
      } else if (!column.isEmpty()) {
        ordinals.add(Integer.parseInt(column));
      }
    }
    return new Returning(true, names, ordinals, sql);
  }

  /** Asks for the rows that statement {@code id} of this connection inserted last. */
  public static String keysOf(int id) {
    return "GENERATED KEYS OF " + id;
  }

  /** The statement that {@code sql} asks for its keys, if that is what it asks. */
  public static OptionalInt keysAsked(String sql) {
    return match(KEYS, sql);
  }

  /** Asks what the batch of statement {@code id} of this connection had done before it failed. */
  public static String countsOf(int id) {
    return "UPDATE COUNTS OF " + id;
  }

  /** The statement that {@code sql} asks for its counts, if that is what it asks. */
  public static OptionalInt countsAsked(String sql) {
    return match(COUNTS, sql);
  }

  /** Stops statement {@code id} of the connection it is sent on. */
  public static String kill(int id) {
    return "KILL QUERY " + id;
  }

  /** Closes the cursor of statement {@code id} of the connection it is sent on. */
  public static String closeCursor(int id) {
    return "CLOSE CURSOR " + id;
  }

  /**
   * Asks for a sign of life of the store, whatever is under way.
   *
   * @param within how long it may take; zero is for ever
   */
  public static String pingWithin(Duration within) {
    return "PING STORE WITHIN " + Math.min(within.toMillis(), MILLIS_MOST) + " MS";
  }

  /** Within how many milliseconds {@code sql} asks for a sign of life, if that is what it asks. */
  public static OptionalInt pinged(String sql) {
    return match(PING, sql);
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
