package io.travertine.jdbc.value;

import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Set;
import java.util.UUID;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way into a statement. A date travels as days since 1970, a time as milliseconds
 * of the day, a timestamp as milliseconds since 1970 of its own fields: no zone takes part.
 */
public final class Parameters {

  /** How Java writes the floating-point numbers that JSON cannot. */
  private static final Set<String> UNWRITABLE = Set.of("NaN", "Infinity", "-Infinity", "-0.0");

  private Parameters() {}

  /** NULL, of whatever type. */
  public static TypedValue none() {
    return TypedValue.EXPLICIT_NULL;
  }

  /** A whole number. */
  public static TypedValue of(long value) {
    return TypedValue.ofLocal(Rep.LONG, value);
  }

  /** A number. */
  public static TypedValue of(BigDecimal value) {
    return TypedValue.ofLocal(Rep.NUMBER, value);
  }

  /** A text. */
  public static TypedValue of(String value) {
    return TypedValue.ofLocal(Rep.STRING, value);
  }

  /**
   * Any Java value that JDBC knows.
   *
   * @param sessionZone in which instants become zone-less timestamps
   */
  public static TypedValue of(@Nullable Object value, ZoneId sessionZone) throws SQLException {
    if (value == null) {
      return none();
    }
    if (value instanceof String || value instanceof Character || value instanceof UUID) {
      return TypedValue.ofLocal(Rep.STRING, value.toString());
    }
    if (value instanceof Boolean) {
      return TypedValue.ofLocal(Rep.BOOLEAN, value);
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof byte[] bytes) {
      return TypedValue.ofLocal(Rep.BYTE_STRING, new ByteString(bytes));
    }
    if (value instanceof Blob blob) {
      return of(blob.getBytes(1, length(blob.length())), sessionZone);
    }
    if (value instanceof Clob clob) {
      return of(clob.getSubString(1, length(clob.length())), sessionZone);
    }
    if (value instanceof InputStream stream) {
      return of(drain(stream, Long.MAX_VALUE), sessionZone);
    }
    if (value instanceof Reader reader) {
      return of(drain(reader, Long.MAX_VALUE), sessionZone);
    }
    try {
      return temporal(value, sessionZone);
    } catch (DateTimeException e) {
      throw Failures.of(States.DATETIME_OVERFLOW, value + " is out of range for a TIMESTAMP", e);
    }
  }

  /** As {@link #of(Object, ZoneId)}, rounded where {@code sqlType} has a scale. */
  public static TypedValue of(@Nullable Object value, int sqlType, int scale, ZoneId sessionZone)
      throws SQLException {
    if (value instanceof Number && (sqlType == Types.DECIMAL || sqlType == Types.NUMERIC)) {
      return of(Conversions.decimal(value).setScale(scale, RoundingMode.HALF_UP), sessionZone);
    }
    return of(value, sessionZone);
  }

  private static TypedValue number(Number value) throws SQLException {
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      return TypedValue.ofLocal(Rep.LONG, value.longValue());
    }
    if (value instanceof Float || value instanceof Double) {
      double floating = value.doubleValue();
      if (!Double.isFinite(floating) || (floating == 0 && 1 / floating < 0)) {
        // JSON knows neither infinities nor a negative zero.
        return TypedValue.ofLocal(Rep.STRING, value.toString());
      }
      return TypedValue.ofLocal(value instanceof Float ? Rep.FLOAT : Rep.DOUBLE, value);
    }
    if (value instanceof BigDecimal) {
      return TypedValue.ofLocal(Rep.NUMBER, value);
    }
    if (value instanceof BigInteger integer) {
      return TypedValue.ofLocal(Rep.NUMBER, new BigDecimal(integer));
    }
    return TypedValue.ofLocal(Rep.NUMBER, Conversions.decimal(value));
  }

  private static TypedValue temporal(Object value, ZoneId sessionZone) throws SQLException {
    if (value instanceof LocalDate date) {
      return date(date);
    }
    if (value instanceof LocalTime time) {
      return time(time);
    }
    if (value instanceof LocalDateTime timestamp) {
      return timestamp(timestamp);
    }
    if (value instanceof Date date) {
      return date(date.toLocalDate());
    }
    if (value instanceof Time time) {
      return time(localTime(time, null));
    }
    if (value instanceof Timestamp timestamp) {
      return timestamp(timestamp.toLocalDateTime());
    }
    if (value instanceof java.util.Date instant) {
      return timestamp(new Timestamp(instant.getTime()).toLocalDateTime());
    }
    if (value instanceof Calendar calendar) {
      return timestamp(
          LocalDateTime.ofInstant(calendar.toInstant(), calendar.getTimeZone().toZoneId()));
    }
    if (value instanceof Instant instant) {
      return timestamp(LocalDateTime.ofInstant(instant, sessionZone));
    }
    if (value instanceof OffsetDateTime instant) {
      return timestamp(LocalDateTime.ofInstant(instant.toInstant(), sessionZone));
    }
    if (value instanceof ZonedDateTime instant) {
      return timestamp(LocalDateTime.ofInstant(instant.toInstant(), sessionZone));
    }
    throw Failures.of(
        States.NO_CONVERSION, "a " + value.getClass().getName() + " cannot be a parameter");
  }

  /** The date that {@code date} is in the calendar's zone. */
  public static TypedValue date(@Nullable Date date, @Nullable Calendar calendar)
      throws SQLException {
    if (date == null) {
      return none();
    }
    return date(
        calendar == null
            ? date.toLocalDate()
            : Instant.ofEpochMilli(date.getTime())
                .atZone(Conversions.zone(calendar))
                .toLocalDate());
  }

  /** The time of day that {@code time} is in the calendar's zone. */
  public static TypedValue time(@Nullable Time time, @Nullable Calendar calendar) {
    return time == null ? none() : time(localTime(time, calendar));
  }

  /** The timestamp that {@code timestamp} is in the calendar's zone. */
  public static TypedValue timestamp(@Nullable Timestamp timestamp, @Nullable Calendar calendar)
      throws SQLException {
    if (timestamp == null) {
      return none();
    }
    return timestamp(
        calendar == null
            ? timestamp.toLocalDateTime()
            : LocalDateTime.ofInstant(timestamp.toInstant(), Conversions.zone(calendar)));
  }

  /** Everything in {@code stream}, or its first {@code length} bytes. */
  public static byte[] drain(InputStream stream, long length) throws SQLException {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      long left = length;
      while (left > 0) {
        int read = stream.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          break;
        }
        bytes.write(buffer, 0, read);
        left -= read;
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw Failures.of(States.BAD_VALUE, "cannot read the parameter: " + e.getMessage(), e);
    }
  }

  /** Everything in {@code reader}, or its first {@code length} characters. */
  public static String drain(Reader reader, long length) throws SQLException {
    try {
      StringBuilder text = new StringBuilder();
      char[] buffer = new char[4096];
      long left = length;
      while (left > 0) {
        int read = reader.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          break;
        }
        text.append(buffer, 0, read);
        left -= read;
      }
      return text.toString();
    } catch (IOException e) {
      throw Failures.of(States.BAD_VALUE, "cannot read the parameter: " + e.getMessage(), e);
    }
  }

  private static LocalTime localTime(Time time, @Nullable Calendar calendar) {
    return calendar == null
        ? new Timestamp(time.getTime()).toLocalDateTime().toLocalTime()
        : Instant.ofEpochMilli(time.getTime()).atZone(Conversions.zone(calendar)).toLocalTime();
  }

  private static TypedValue date(LocalDate date) throws SQLException {
    long days = date.toEpochDay();
    if (days != (int) days) {
      throw Failures.of(States.DATETIME_OVERFLOW, date + " is out of range for a DATE");
    }
    return TypedValue.ofLocal(Rep.JAVA_SQL_DATE, (int) days);
  }

  private static int length(long length) throws SQLException {
    if (length > Integer.MAX_VALUE) {
      throw Failures.of(States.BAD_VALUE, "a value of length " + length + " is too long");
    }
    return (int) length;
  }

  private static TypedValue time(LocalTime time) {
    return TypedValue.ofLocal(Rep.JAVA_SQL_TIME, (int) (time.toNanoOfDay() / 1_000_000L));
  }

  private static TypedValue timestamp(LocalDateTime timestamp) throws SQLException {
    try {
      return TypedValue.ofLocal(Rep.JAVA_SQL_TIMESTAMP, WireValue.millis(timestamp));
    } catch (ArithmeticException e) {
      throw Failures.of(
          States.DATETIME_OVERFLOW, timestamp + " is out of range for a TIMESTAMP", e);
    }
  }

  /**
   * What the engine is given for a parameter of {@code sqlType} that travelled as {@code value}:
   * floating-point numbers that JSON cannot write have travelled as text.
   */
  public static @Nullable Object arrived(@Nullable TypedValue value, int sqlType) {
    Object arrived = arrived(value);
    boolean floating = sqlType == Types.REAL || sqlType == Types.FLOAT || sqlType == Types.DOUBLE;
    return floating && arrived instanceof String text && UNWRITABLE.contains(text)
        ? (Object) Double.valueOf(text)
        : arrived;
  }

  /** Days or milliseconds of a day, of which a stranger's client may send too many. */
  private static int narrow(Number number) {
    long wide = number.longValue();
    if (wide != (int) wide) {
      throw new DoorwayFailure(
          States.DATETIME_OVERFLOW, wide + " is out of range for a DATE or TIME");
    }
    return (int) wide;
  }

  /** What the engine is given for a parameter that travelled as {@code value}; null for NULL. */
  public static @Nullable Object arrived(@Nullable TypedValue value) {
    if (value == null) {
      return null;
    }
    Object local = value.toLocal();
    if (local == null) {
      return null;
    }
    return switch (value.type) {
      case JAVA_SQL_DATE -> LocalDate.ofEpochDay(narrow((Number) local));
      case JAVA_SQL_TIME -> LocalTime.ofNanoOfDay(narrow((Number) local) * 1_000_000L);
      case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE -> Conversions.inUtc(((Number) local).longValue());
      default -> local;
    };
  }
}
