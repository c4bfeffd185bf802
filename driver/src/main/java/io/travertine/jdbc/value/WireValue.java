package io.travertine.jdbc.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.avatica.util.DateTimeUtils;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value out of a frame. A frame that came through protobuf, through JSON or straight from
 * the engine holds it in different clothes; the column's SQL type says what it is.
 *
 * <p>The result is one of Boolean, Integer, Long, Float, Double, BigDecimal, String, byte[],
 * LocalDate, LocalTime, LocalDateTime, List, or null.
 */
final class WireValue {

  private static final long MILLIS_PER_DAY = 86_400_000L;

  private WireValue() {}

  static @Nullable Object read(@Nullable Object raw, ColumnMetaData column) {
    if (raw == null) {
      return null;
    }
    return switch (column.type.id) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER -> number(raw).intValue();
      case Types.BIGINT -> number(raw).longValue();
      case Types.REAL ->
          raw instanceof String text ? Float.parseFloat(text) : number(raw).floatValue();
      case Types.FLOAT, Types.DOUBLE ->
          raw instanceof String text ? Double.parseDouble(text) : number(raw).doubleValue();
      case Types.DECIMAL, Types.NUMERIC -> decimal(raw, column.scale);
      case Types.DATE -> LocalDate.ofEpochDay(number(raw).longValue());
      case Types.TIME -> LocalTime.ofNanoOfDay(number(raw).longValue() * 1_000_000L);
      case Types.TIMESTAMP -> timestamp(number(raw).longValue());
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> bytes(raw);
      case Types.OTHER -> other(raw, column.type.name);
      default -> raw instanceof ByteString || raw instanceof byte[] ? bytes(raw) : raw;
    };
  }

  private static Number number(Object raw) {
    return raw instanceof Number number ? number : new BigDecimal(raw.toString());
  }

  private static BigDecimal decimal(Object raw, int scale) {
    BigDecimal value = raw instanceof BigDecimal decimal ? decimal : new BigDecimal(raw.toString());
    return value.scale() < scale ? value.setScale(scale, RoundingMode.UNNECESSARY) : value;
  }

  private static LocalDateTime timestamp(long millis) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(millis, 1000L),
        (int) Math.floorMod(millis, 1000L) * 1_000_000,
        ZoneOffset.UTC);
  }

  /**
   * @throws ArithmeticException if there are too many
   */
  static long millis(LocalDateTime timestamp) {
    return Math.addExact(
        Math.multiplyExact(timestamp.toLocalDate().toEpochDay(), MILLIS_PER_DAY),
        timestamp.toLocalTime().toNanoOfDay() / 1_000_000L);
  }

  private static byte[] bytes(Object raw) {
    if (raw instanceof ByteString bytes) {
      return bytes.getBytes();
    }
    return raw instanceof byte[] bytes ? bytes : Base64.getDecoder().decode(raw.toString());
  }

  /** Intervals are months or milliseconds; JDBC has no type for them, so they are given as text. */
  private static Object other(Object raw, String typeName) {
    if (!(raw instanceof Number number) || !typeName.startsWith("INTERVAL")) {
      return raw instanceof List ? raw : raw.toString();
    }
    TimeUnitRange range = range(typeName);
    return range.monthly()
        ? DateTimeUtils.intervalYearMonthToString(number.intValue(), range)
        : DateTimeUtils.intervalDayTimeToString(number.longValue(), range, 3);
  }

  private static TimeUnitRange range(String typeName) {
    String[] words = typeName.replaceAll("\\([0-9, ]*\\)", "").split("[ _]+");
    TimeUnit start = TimeUnit.valueOf(words[1]);
    return words.length >= 4
        ? TimeUnitRange.of(start, TimeUnit.valueOf(words[3]))
        : words.length == 3
            ? TimeUnitRange.of(start, TimeUnit.valueOf(words[2]))
            : TimeUnitRange.of(start, null);
  }
}
