package io.travertine.calcite.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * The parameter boundary: what a JDBC setter brought becomes the representation that a plan
 * computes with, or fails (JDBC 4.3, tables B-4 and B-5).
 */
public final class Bind {

  private static final long MILLIS_PER_DAY = 86_400_000L;

  private Bind() {}

  /**
   * The parameter in Calcite's representation of {@code type}: boxed numbers, {@link String},
   * {@link ByteString}, DATE as days, TIME as milliseconds of the day, TIMESTAMP as milliseconds
   * since the epoch.
   *
   * @param value anything a setter accepts
   * @param type the family the statement expects; ANY leaves the class as it is
   * @param zone the zone in which an instant is read as a zone-less TIMESTAMP
   * @throws SqlFailure 22003, 22007, 22008, 22018, 22021 or 42804
   */
  public static @Nullable Object parameter(@Nullable Object value, SqlTypeName type, ZoneId zone) {
    if (value == null) {
      return null;
    }
    return switch (type) {
      case BOOLEAN -> bool(value);
      case TINYINT -> (byte) integer(value, type, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SMALLINT -> (short) integer(value, type, Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER -> (int) integer(value, type, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT -> integer(value, type, Long.MIN_VALUE, Long.MAX_VALUE);
      case REAL -> real(value);
      case FLOAT, DOUBLE -> floating(value, type);
      case DECIMAL -> number(value, type);
      case CHAR, VARCHAR -> text(value);
      case BINARY, VARBINARY -> bytes(value, type);
      case DATE -> days(value, zone);
      case TIME -> millisOfDay(value);
      case TIMESTAMP -> millis(value, zone);
      default -> asIs(value, zone);
    };
  }

  /** The representation of a value whose target type the statement leaves open. */
  public static Object asIs(Object value, ZoneId zone) {
    if (value instanceof byte[] bytes) {
      return new ByteString(bytes);
    }
    if (value instanceof java.sql.Date || value instanceof LocalDate) {
      return days(value, zone);
    }
    if (value instanceof java.sql.Time || value instanceof LocalTime) {
      return millisOfDay(value);
    }
    if (isInstantLike(value)) {
      return millis(value, zone);
    }
    return value instanceof BigInteger big ? new BigDecimal(big) : value;
  }

  /** Whether {@code value} is a point in time other than the beginning of a day. */
  public static boolean hasTimeOfDay(Object value, ZoneId zone) {
    return isInstantLike(value) && Math.floorMod(millis(value, zone), MILLIS_PER_DAY) != 0;
  }

  private static boolean isInstantLike(Object value) {
    return value instanceof java.util.Date
        || value instanceof LocalDateTime
        || value instanceof OffsetDateTime
        || value instanceof ZonedDateTime
        || value instanceof Instant;
  }

  private static Boolean bool(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof Number) {
      return number(value, SqlTypeName.BOOLEAN).signum() != 0;
    }
    if (value instanceof String text) {
      switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "true", "t", "1", "yes" -> {
          return true;
        }
        case "false", "f", "0", "no" -> {
          return false;
        }
        default -> throw badText(text, SqlTypeName.BOOLEAN);
      }
    }
    throw mismatch(value, SqlTypeName.BOOLEAN);
  }

  private static long integer(Object value, SqlTypeName type, long least, long most) {
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      long whole = ((Number) value).longValue();
      if (whole < least || whole > most) {
        throw outOfRange(value, type);
      }
      return whole;
    }
    BigInteger whole = number(value, type).setScale(0, RoundingMode.HALF_UP).unscaledValue();
    if (whole.bitLength() > 63 || whole.longValue() < least || whole.longValue() > most) {
      throw outOfRange(value, type);
    }
    return whole.longValue();
  }

  private static float real(Object value) {
    float nearest = (float) number(value, SqlTypeName.REAL).doubleValue();
    if (Float.isInfinite(nearest)) {
      throw outOfRange(value, SqlTypeName.REAL);
    }
    return nearest;
  }

  private static double floating(Object value, SqlTypeName type) {
    boolean mayBeInfinite = value instanceof Double || value instanceof Float;
    double nearest = (value instanceof Number number ? number : number(value, type)).doubleValue();
    if (Double.isInfinite(nearest) && !mayBeInfinite) {
      throw outOfRange(value, type);
    }
    return nearest;
  }

  private static BigDecimal number(Object value, SqlTypeName type) {
    if (value instanceof BigDecimal exact) {
      return exact;
    }
    if (value instanceof Boolean truth) {
      return truth ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (value instanceof Number || value instanceof String) {
      try {
        return new BigDecimal(value.toString().strip());
      } catch (NumberFormatException e) {
        throw value instanceof String text ? badText(text, type) : outOfRange(value, type);
      }
    }
    throw mismatch(value, type);
  }

  private static String text(Object value) {
    if (value instanceof byte[] bytes) {
      return decoded(bytes);
    }
    if (value instanceof ByteString bytes) {
      return decoded(bytes.getBytes());
    }
    return value instanceof BigDecimal exact ? exact.toPlainString() : value.toString();
  }

  private static ByteString bytes(Object value, SqlTypeName type) {
    if (value instanceof ByteString bytes) {
      return bytes;
    }
    if (value instanceof byte[] bytes) {
      return new ByteString(bytes);
    }
    if (value instanceof String text) {
      return new ByteString(encoded(text));
    }
    throw mismatch(value, type);
  }

  /** Java's own conversion would put question marks where something is wrong. */
  private static String decoded(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new SqlFailure(
          SqlState.NOT_A_CHARACTER,
          "the " + bytes.length + " byte(s) given for a text are not UTF-8");
    }
  }

  private static byte[] encoded(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return Arrays.copyOf(bytes.array(), bytes.limit());
    } catch (CharacterCodingException e) {
      throw new SqlFailure(
          SqlState.NOT_A_CHARACTER,
          "the text given for bytes has half a character (an unpaired surrogate)");
    }
  }

  private static int days(Object value, ZoneId zone) {
    if (value instanceof Integer days) {
      return days;
    }
    if (value instanceof java.sql.Date date) {
      return day(date.toLocalDate().toEpochDay(), value);
    }
    if (value instanceof LocalDate date) {
      return day(date.toEpochDay(), value);
    }
    if (value instanceof String text) {
      try {
        return day(LocalDate.parse(text.strip()).toEpochDay(), value);
      } catch (DateTimeParseException e) {
        throw badDatetime(text, "DATE", "yyyy-mm-dd");
      }
    }
    if (isInstantLike(value)) {
      return day(Math.floorDiv(millis(value, zone), MILLIS_PER_DAY), value);
    }
    throw mismatch(value, SqlTypeName.DATE);
  }

  private static int day(long days, Object value) {
    if (days != (int) days) {
      throw datetimeOverflow(value, SqlTypeName.DATE);
    }
    return (int) days;
  }

  private static int millisOfDay(Object value) {
    if (value instanceof Integer millis) {
      return millis;
    }
    if (value instanceof java.sql.Time time) {
      return (int) (time.toLocalTime().toNanoOfDay() / 1_000_000)
          + (int) Math.floorMod(time.getTime(), 1000L);
    }
    if (value instanceof LocalTime time) {
      return (int) (time.toNanoOfDay() / 1_000_000);
    }
    if (value instanceof String text) {
      try {
        return (int) (LocalTime.parse(text.strip()).toNanoOfDay() / 1_000_000);
      } catch (DateTimeParseException e) {
        throw badDatetime(text, "TIME", "hh:mm:ss[.fff]");
      }
    }
    throw mismatch(value, SqlTypeName.TIME);
  }

  private static long millis(Object value, ZoneId zone) {
    try {
      return value instanceof Long millis ? millis : local(fields(value, zone));
    } catch (DateTimeParseException e) {
      throw badDatetime(value.toString(), "TIMESTAMP", "yyyy-mm-dd hh:mm:ss[.fff]");
    } catch (DateTimeException | ArithmeticException e) {
      throw datetimeOverflow(value, SqlTypeName.TIMESTAMP);
    }
  }

  private static LocalDateTime fields(Object value, ZoneId zone) {
    if (value instanceof java.sql.Timestamp stamp) {
      return stamp.toLocalDateTime();
    }
    if (value instanceof java.sql.Date date) {
      return date.toLocalDate().atStartOfDay();
    }
    if (value instanceof java.util.Date date) {
      return LocalDateTime.ofInstant(date.toInstant(), zone);
    }
    if (value instanceof LocalDateTime stamp) {
      return stamp;
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    }
    if (value instanceof OffsetDateTime stamp) {
      return stamp.atZoneSameInstant(zone).toLocalDateTime();
    }
    if (value instanceof ZonedDateTime stamp) {
      return stamp.withZoneSameInstant(zone).toLocalDateTime();
    }
    if (value instanceof Instant instant) {
      return LocalDateTime.ofInstant(instant, zone);
    }
    if (value instanceof String text) {
      return parsed(text);
    }
    throw mismatch(value, SqlTypeName.TIMESTAMP);
  }

  private static LocalDateTime parsed(String text) {
    String iso = text.strip().replace(' ', 'T');
    return iso.indexOf('T') < 0 ? LocalDate.parse(iso).atStartOfDay() : LocalDateTime.parse(iso);
  }

  private static long local(LocalDateTime stamp) {
    return stamp.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static SqlFailure outOfRange(Object value, SqlTypeName type) {
    return new SqlFailure(
        SqlState.NUMERIC_OUT_OF_RANGE, "value " + value + " is out of range for " + type);
  }

  private static SqlFailure datetimeOverflow(Object value, SqlTypeName type) {
    return new SqlFailure(
        SqlState.DATETIME_OVERFLOW, "value " + value + " is out of range for " + type);
  }

  private static SqlFailure badText(String text, SqlTypeName type) {
    return new SqlFailure(SqlState.BAD_CAST_TEXT, "'" + text + "' cannot be read as " + type);
  }

  private static SqlFailure badDatetime(String text, String type, String form) {
    return new SqlFailure(
        SqlState.BAD_DATETIME,
        "'" + text + "' cannot be read as " + type + ": its form is " + form);
  }

  private static SqlFailure mismatch(Object value, SqlTypeName type) {
    return new SqlFailure(
        SqlState.DATATYPE_MISMATCH,
        "a value of class " + value.getClass().getSimpleName() + " cannot be used as " + type);
  }
}
