package io.travertine.jdbc.value;

import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One value as the Java type a caller asks for. Values are of the classes {@link WireValue} lists,
 * and never null here.
 */
final class Conversions {

  private Conversions() {}

  static String text(Object value) {
    return value instanceof String text ? text : Texts.of(value);
  }

  static boolean bool(Object value) throws SQLException {
    if (value instanceof Boolean bool) {
      return bool;
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    String text = value.toString().strip().toLowerCase(Locale.ROOT);
    return switch (text) {
      case "true", "t", "1", "yes", "y", "on" -> true;
      case "false", "f", "0", "no", "n", "off" -> false;
      default -> throw unreadable(value, "BOOLEAN");
    };
  }

  /** A whole number between the bounds; fractions are cut off. */
  static long integer(Object value, long least, long greatest, String type) throws SQLException {
    long number;
    if (value instanceof Integer || value instanceof Long) {
      number = ((Number) value).longValue();
    } else if (value instanceof Float || value instanceof Double) {
      double floating = ((Number) value).doubleValue();
      if (!(floating > -9.3e18 && floating < 9.3e18)) {
        throw outOfRange(value, type);
      }
      number = wide(BigDecimal.valueOf(floating), type);
    } else {
      number = wide(decimal(value), type);
    }
    if (number < least || number > greatest) {
      throw outOfRange(value, type);
    }
    return number;
  }

  private static long wide(BigDecimal value, String type) throws SQLException {
    BigInteger whole = value.toBigInteger();
    if (whole.bitLength() > 63) {
      throw outOfRange(value, type);
    }
    return whole.longValue();
  }

  static double floating(Object value) throws SQLException {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      try {
        return Double.parseDouble(text.strip());
      } catch (NumberFormatException e) {
        throw unreadable(value, "DOUBLE");
      }
    }
    return decimal(value).doubleValue();
  }

  static BigDecimal decimal(Object value) throws SQLException {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Integer || value instanceof Long) {
      return BigDecimal.valueOf(((Number) value).longValue());
    }
    if (value instanceof Boolean bool) {
      return bool ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (value instanceof Number || value instanceof String) {
      try {
        return new BigDecimal(value.toString().strip());
      } catch (NumberFormatException e) {
        throw unreadable(value, "DECIMAL");
      }
    }
    throw noConversion(value, "DECIMAL");
  }

  static byte[] bytes(Object value) throws SQLException {
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    throw noConversion(value, "VARBINARY");
  }

  static LocalDate localDate(Object value) throws SQLException {
    if (value instanceof LocalDate date) {
      return date;
    }
    if (value instanceof LocalDateTime timestamp) {
      return timestamp.toLocalDate();
    }
    try {
      return Texts.date(textOf(value, "DATE"));
    } catch (DateTimeParseException e) {
      throw unreadable(value, "DATE");
    }
  }

  static LocalTime localTime(Object value) throws SQLException {
    if (value instanceof LocalTime time) {
      return time;
    }
    if (value instanceof LocalDateTime timestamp) {
      return timestamp.toLocalTime();
    }
    try {
      return Texts.time(textOf(value, "TIME"));
    } catch (DateTimeParseException e) {
      throw unreadable(value, "TIME");
    }
  }

  static LocalDateTime localDateTime(Object value) throws SQLException {
    if (value instanceof LocalDateTime timestamp) {
      return timestamp;
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    }
    if (value instanceof LocalTime time) {
      return time.atDate(LocalDate.EPOCH);
    }
    try {
      return Texts.timestamp(textOf(value, "TIMESTAMP"));
    } catch (DateTimeParseException e) {
      throw unreadable(value, "TIMESTAMP");
    }
  }

  /** The date whose fields, in the calendar's zone or else the JVM's, are those of the value. */
  static Date date(Object value, @Nullable Calendar calendar) throws SQLException {
    LocalDate date = localDate(value);
    return calendar == null
        ? Date.valueOf(date)
        : new Date(date.atStartOfDay(zone(calendar)).toInstant().toEpochMilli());
  }

  static Time time(Object value, @Nullable Calendar calendar) throws SQLException {
    LocalTime time = localTime(value);
    LocalDateTime onFirstDay = time.atDate(LocalDate.EPOCH);
    long millis =
        calendar == null
            ? Timestamp.valueOf(onFirstDay).getTime()
            : onFirstDay.atZone(zone(calendar)).toInstant().toEpochMilli();
    return new Time(millis);
  }

  static Timestamp timestamp(Object value, @Nullable Calendar calendar) throws SQLException {
    LocalDateTime timestamp = localDateTime(value);
    return calendar == null
        ? Timestamp.valueOf(timestamp)
        : Timestamp.from(timestamp.atZone(zone(calendar)).toInstant());
  }

  static ZoneId zone(Calendar calendar) {
    return calendar.getTimeZone().toZoneId();
  }

  /** The value as {@code type}; instants are those of the session's zone. */
  static <T> T as(Object value, Class<T> type, ZoneId sessionZone) throws SQLException {
    Object converted;
    if (type == String.class) {
      converted = text(value);
    } else if (type == Boolean.class) {
      converted = bool(value);
    } else if (type == Byte.class) {
      converted = (byte) integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE, "TINYINT");
    } else if (type == Short.class) {
      converted = (short) integer(value, Short.MIN_VALUE, Short.MAX_VALUE, "SMALLINT");
    } else if (type == Integer.class) {
      converted = (int) integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "INTEGER");
    } else if (type == Long.class) {
      converted = integer(value, Long.MIN_VALUE, Long.MAX_VALUE, "BIGINT");
    } else if (type == Float.class) {
      converted = (float) floating(value);
    } else if (type == Double.class) {
      converted = floating(value);
    } else if (type == BigDecimal.class) {
      converted = decimal(value);
    } else if (type == BigInteger.class) {
      converted = decimal(value).toBigInteger();
    } else if (type == byte[].class) {
      converted = bytes(value);
    } else if (type == UUID.class) {
      converted = uuid(value);
    } else if (type == List.class && value instanceof List) {
      converted = value;
    } else if (type == Object.class) {
      converted = object(value);
    } else {
      converted = temporal(value, type, sessionZone);
    }
    return type.cast(converted);
  }

  private static Object temporal(Object value, Class<?> type, ZoneId sessionZone)
      throws SQLException {
    if (type == LocalDate.class) {
      return localDate(value);
    }
    if (type == LocalTime.class) {
      return localTime(value);
    }
    if (type == LocalDateTime.class) {
      return localDateTime(value);
    }
    if (type == Date.class) {
      return date(value, null);
    }
    if (type == Time.class) {
      return time(value, null);
    }
    if (type == Timestamp.class || type == java.util.Date.class) {
      return timestamp(value, null);
    }
    if (type == OffsetDateTime.class) {
      return localDateTime(value).atZone(sessionZone).toOffsetDateTime();
    }
    if (type == ZonedDateTime.class) {
      return localDateTime(value).atZone(sessionZone);
    }
    if (type == Instant.class) {
      return localDateTime(value).atZone(sessionZone).toInstant();
    }
    throw noConversion(value, type.getName());
  }

  /** The value as JDBC's table B-3 gives it for its SQL type. */
  static Object object(Object value) throws SQLException {
    if (value instanceof LocalDate) {
      return date(value, null);
    }
    if (value instanceof LocalTime) {
      return time(value, null);
    }
    if (value instanceof LocalDateTime) {
      return timestamp(value, null);
    }
    return value instanceof byte[] bytes ? bytes.clone() : value;
  }

  static LocalDateTime inUtc(long millis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private static UUID uuid(Object value) throws SQLException {
    try {
      return UUID.fromString(text(value).strip());
    } catch (IllegalArgumentException e) {
      throw unreadable(value, "UUID");
    }
  }

  private static String textOf(Object value, String type) throws SQLException {
    if (value instanceof String text) {
      return text;
    }
    throw noConversion(value, type);
  }

  private static SQLException outOfRange(Object value, String type) {
    return Failures.of(States.OUT_OF_RANGE, text(value) + " is out of range for " + type);
  }

  private static SQLException unreadable(Object value, String type) {
    return Failures.of(States.BAD_TEXT, "'" + text(value) + "' cannot be read as " + type);
  }

  private static SQLException noConversion(Object value, String type) {
    return Failures.of(
        States.NO_CONVERSION,
        "a value of " + value.getClass().getSimpleName() + " cannot be given as " + type);
  }
}
