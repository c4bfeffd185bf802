package io.travertine.calcite.exec;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import org.apache.calcite.linq4j.function.Strict;

/**
 * Functions of text that count characters, Unicode's code points, where Calcite's count UTF-16
 * units. Positions begin at 1. Called by generated code; NULL in, NULL out.
 */
@Strict
public final class CodePoints {

  private CodePoints() {}

  public static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** What begins at {@code start}; what would lie before the text does not count. */
  public static String substring(String text, long start) {
    return between(text, start, Long.MAX_VALUE);
  }

  /**
   * {@code length} characters from {@code start} on, less those that would lie outside the text.
   */
  public static String substring(String text, long start, long length) {
    if (length < 0) {
      throw new SqlFailure(SqlState.BAD_SUBSTRING, "SUBSTRING of a negative length: " + length);
    }
    long end = start + length;
    return between(text, start, start > 0 && end < 0 ? Long.MAX_VALUE : end);
  }

  /** The first {@code count}; all but the last {@code -count} if it is negative. */
  public static String left(String text, long count) {
    return between(text, 1, count < 0 ? length(text) + count + 1 : count + 1);
  }

  /** The last {@code count}; all but the first {@code -count} if it is negative. */
  public static String right(String text, long count) {
    long length = length(text);
    return between(text, count < 0 ? 1 - count : length - count + 1, length + 1);
  }

  /** Where {@code part} begins for the first time; 0 if it is not there. */
  public static int position(String part, String text) {
    return position(part, text, 1);
  }

  /** Where {@code part} begins for the first time at or after {@code from}; 0 if it does not. */
  public static int position(String part, String text, long from) {
    if (from < 1 || from > length(text) + 1L) {
      return 0;
    }
    int found = text.indexOf(part, unit(text, from));
    return found < 0 ? 0 : text.codePointCount(0, found) + 1;
  }

  /** Puts {@code other} in the place of as many characters as it has. */
  public static String overlay(String text, String other, long start) {
    return overlay(text, other, start, length(other));
  }

  /** Puts {@code other} in the place of {@code length} characters. */
  public static String overlay(String text, String other, long start, long length) {
    if (start < 1) {
      throw new SqlFailure(SqlState.BAD_SUBSTRING, "OVERLAY before the text: FROM " + start);
    }
    return between(text, 1, start) + other + between(text, start + length, Long.MAX_VALUE);
  }

  /** The characters from {@code start} on, before {@code end}. */
  private static String between(String text, long start, long end) {
    long length = length(text);
    long first = Math.max(1, start);
    long past = Math.min(end, length + 1);
    return first >= past ? "" : text.substring(unit(text, first), unit(text, past));
  }

  /** The index of the UTF-16 unit at which a character begins, at most one past the last. */
  private static int unit(String text, long position) {
    return text.offsetByCodePoints(0, (int) (position - 1));
  }
}
