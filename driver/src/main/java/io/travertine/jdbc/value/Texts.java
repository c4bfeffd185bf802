package io.travertine.jdbc.value;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as text, the same under every default locale and time zone, and back. */
final class Texts {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Texts() {}

  static String of(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return hex(bytes);
    }
    if (value instanceof LocalTime time) {
      return time(time);
    }
    if (value instanceof LocalDateTime timestamp) {
      return timestamp.toLocalDate() + " " + time(timestamp.toLocalTime());
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Texts::element).collect(Collectors.joining(", ", "[", "]"));
    }
    return value.toString();
  }

  private static String element(@Nullable Object element) {
    return element == null ? "null" : of(element);
  }

  /** {@code HH:mm:ss}, and milliseconds where there are any. */
  private static String time(LocalTime time) {
    StringBuilder text = new StringBuilder(12);
    two(text, time.getHour()).append(':');
    two(text, time.getMinute()).append(':');
    two(text, time.getSecond());
    int millis = time.getNano() / 1_000_000;
    if (millis > 0) {
      text.append('.').append((char) ('0' + millis / 100));
      two(text, millis % 100);
    }
    return text.toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 2);
    for (byte b : bytes) {
      text.append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
    }
    return text.toString();
  }

  /**
   * Reads a date, or the date of a timestamp.
   *
   * @throws DateTimeParseException if it is neither
   */
  static LocalDate date(String text) {
    String stripped = text.strip();
    return stripped.length() > 10 ? timestamp(stripped).toLocalDate() : LocalDate.parse(stripped);
  }

  /**
   * Reads a time of day, or that of a timestamp.
   *
   * @throws DateTimeParseException if it is neither
   */
  static LocalTime time(String text) {
    String stripped = text.strip();
    return stripped.indexOf('-') >= 0
        ? timestamp(stripped).toLocalTime()
        : LocalTime.parse(stripped);
  }

  /**
   * Reads a timestamp, with a space or a T in the middle; a date is its midnight.
   *
   * @throws DateTimeParseException if it is neither
   */
  static LocalDateTime timestamp(String text) {
    String stripped = text.strip();
    return stripped.length() <= 10
        ? LocalDate.parse(stripped).atStartOfDay()
        : LocalDateTime.parse(stripped.replace(' ', 'T'));
  }
}
