package io.travertine.calcite.change;

import io.travertine.calcite.type.SqlType;
import io.travertine.persist.data.RowSink;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Puts values of the classes that nearly all parameters of a column have, and that are stored as
 * they are, without the objects in between.
 */
@FunctionalInterface
interface Shortcut {

  /** No value is as simple as that. */
  Shortcut NONE = (given, position, sink) -> false;

  long MILLIS_PER_DAY = 86_400_000L;

  /** Returns if the value was put; if not, it has to be looked at closely. */
  boolean put(Object given, int position, RowSink sink);

  /** The one for columns of {@code type}. */
  static Shortcut of(SqlType type) {
    return switch (type.name()) {
      case TINYINT -> whole(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SMALLINT -> whole(Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER -> whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT -> Shortcut::putLong;
      case DOUBLE -> Shortcut::putDouble;
      case DECIMAL -> type.columnType().isWideDecimal() ? NONE : decimal(type);
      case CHAR, VARCHAR -> text(type);
      case DATE -> Shortcut::putDate;
      case TIME -> Shortcut::putTime;
      case TIMESTAMP -> Shortcut::putTimestamp;
      default -> NONE;
    };
  }

  private static Shortcut whole(int least, int most) {
    return (given, position, sink) -> {
      if (!(given instanceof Long || given instanceof Integer)) {
        return false;
      }
      long whole = ((Number) given).longValue();
      if (whole < least || whole > most) {
        return false;
      }
      sink.putInt(position, (int) whole);
      return true;
    };
  }

  private static boolean putLong(Object given, int position, RowSink sink) {
    if (!(given instanceof Long || given instanceof Integer)) {
      return false;
    }
    sink.putLong(position, ((Number) given).longValue());
    return true;
  }

  private static boolean putDouble(Object given, int position, RowSink sink) {
    if (!(given instanceof Double)) {
      return false;
    }
    sink.putDouble(position, (Double) given);
    return true;
  }

  private static Shortcut decimal(SqlType type) {
    return (given, position, sink) -> {
      if (!(given instanceof BigDecimal value)
          || value.scale() != type.scale()
          || value.precision() > type.precision()) {
        return false;
      }
      sink.putLong(position, value.scaleByPowerOfTen(type.scale()).longValue());
      return true;
    };
  }

  /** Of text in ASCII a character is a byte. */
  private static Shortcut text(SqlType type) {
    boolean bounded = type.precision() != SqlType.UNBOUNDED;
    boolean padded = type.name() == SqlTypeName.CHAR;
    return (given, position, sink) -> {
      if (!(given instanceof String text)
          || (bounded && text.length() > type.precision())
          || !isAscii(text)) {
        return false;
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (padded && bytes.length < type.precision()) {
        int length = bytes.length;
        bytes = Arrays.copyOf(bytes, type.precision());
        Arrays.fill(bytes, length, bytes.length, (byte) ' ');
      }
      sink.putBytes(position, bytes);
      return true;
    };
  }

  private static boolean isAscii(String text) {
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits |= text.charAt(i);
    }
    return bits < 0x80;
  }

  private static boolean putDate(Object given, int position, RowSink sink) {
    if (given instanceof Integer days) {
      sink.putInt(position, days);
      return true;
    }
    if (!(given instanceof LocalDate date) || date.toEpochDay() != (int) date.toEpochDay()) {
      return false;
    }
    sink.putInt(position, (int) date.toEpochDay());
    return true;
  }

  private static boolean putTime(Object given, int position, RowSink sink) {
    if (!(given instanceof Integer millis) || millis < 0 || millis >= MILLIS_PER_DAY) {
      return false;
    }
    sink.putInt(position, millis);
    return true;
  }

  private static boolean putTimestamp(Object given, int position, RowSink sink) {
    if (!(given instanceof Long millis)) {
      return false;
    }
    sink.putLong(position, millis);
    return true;
  }
}
