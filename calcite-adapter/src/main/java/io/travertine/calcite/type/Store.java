package io.travertine.calcite.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The write boundary: what a query computed becomes what a column stores, or fails. Nothing reaches
 * a shard unchecked, because Calcite's generated code checks neither NULL, nor range, nor length,
 * nor class (ISO 9075-2 §9.2, store assignment).
 */
public final class Store {

  private static final long MILLIS_PER_DAY = 86_400_000L;

  private Store() {}

  /**
   * The value to store, in the class that {@link io.travertine.persist.data.RowCodec} takes for the
   * column.
   *
   * @param value in Calcite's representation: numbers, {@link Boolean}, {@link String}, {@link
   *     ByteString}, days, milliseconds
   * @param type the column's type
   * @param nullable whether the column takes NULL
   * @param column its name, for messages
   * @throws SqlFailure 23502, 22001, 22003 or 42804
   */
  public static @Nullable Object value(
      @Nullable Object value, SqlType type, boolean nullable, String column) {
    if (value == null) {
      if (!nullable) {
        throw new SqlFailure(
            SqlState.NOT_NULL_VIOLATION,
            "column \"" + column + "\" does not take NULL: give it a value");
      }
      return null;
    }
    return switch (type.name()) {
      case BOOLEAN -> bool(value, type, column);
      case TINYINT -> (short) integer(value, type, column, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SMALLINT -> (short) integer(value, type, column, Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER, DATE ->
          (int) integer(value, type, column, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case TIME -> (int) integer(value, type, column, 0, MILLIS_PER_DAY - 1);
      case BIGINT, TIMESTAMP -> integer(value, type, column, Long.MIN_VALUE, Long.MAX_VALUE);
      case REAL -> real(value, type, column);
      case DOUBLE -> floating(value, type, column);
      case DECIMAL -> decimal(value, type, column);
      case CHAR, VARCHAR -> text(value, type, column);
      case VARBINARY -> bytes(value, type, column);
      default -> throw mismatch(value, type, column);
    };
  }

  private static Boolean bool(Object value, SqlType type, String column) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw mismatch(value, type, column);
  }

  private static long integer(Object value, SqlType type, String column, long least, long most) {
    BigInteger whole;
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      long number = ((Number) value).longValue();
      if (number < least || number > most) {
        throw outOfRange(value, type, column);
      }
      return number;
    }
    whole = number(value, type, column).setScale(0, RoundingMode.HALF_UP).unscaledValue();
    if (whole.bitLength() > 63 || whole.longValue() < least || whole.longValue() > most) {
      throw outOfRange(value, type, column);
    }
    return whole.longValue();
  }

  private static Float real(Object value, SqlType type, String column) {
    if (value instanceof Float single) {
      return single;
    }
    double wide = floating(value, type, column);
    float narrow = (float) wide;
    if (Float.isInfinite(narrow) && !Double.isInfinite(wide)) {
      throw outOfRange(value, type, column);
    }
    return narrow;
  }

  private static double floating(Object value, SqlType type, String column) {
    if (!(value instanceof Number number)) {
      throw mismatch(value, type, column);
    }
    double wide = number.doubleValue();
    if (Double.isInfinite(wide) && (value instanceof BigDecimal || value instanceof BigInteger)) {
      throw outOfRange(value, type, column);
    }
    return wide;
  }

  private static BigDecimal decimal(Object value, SqlType type, String column) {
    BigDecimal rounded = number(value, type, column).setScale(type.scale(), RoundingMode.HALF_UP);
    if (rounded.precision() > type.precision() && rounded.signum() != 0) {
      throw outOfRange(value, type, column);
    }
    return rounded;
  }

  private static BigDecimal number(Object value, SqlType type, String column) {
    if (value instanceof BigDecimal exact) {
      return exact;
    }
    if (value instanceof BigInteger exact) {
      return new BigDecimal(exact);
    }
    if (value instanceof Double || value instanceof Float) {
      double wide = ((Number) value).doubleValue();
      if (Double.isNaN(wide) || Double.isInfinite(wide)) {
        throw outOfRange(value, type, column);
      }
      return new BigDecimal(value.toString());
    }
    if (value instanceof Number whole) {
      return BigDecimal.valueOf(whole.longValue());
    }
    throw mismatch(value, type, column);
  }

  private static String text(Object value, SqlType type, String column) {
    String text = value instanceof Character || value instanceof String ? value.toString() : null;
    if (text == null) {
      throw mismatch(value, type, column);
    }
    requireUnicode(text, column);
    int limit = type.precision();
    if (limit == SqlType.UNBOUNDED) {
      return text;
    }
    int length = text.codePointCount(0, text.length());
    if (length > limit) {
      int end = text.offsetByCodePoints(0, limit);
      if (!text.substring(end).isBlank()) {
        throw new SqlFailure(
            SqlState.STRING_TOO_LONG,
            "value of "
                + length
                + " characters is too long for column \""
                + column
                + "\" of type "
                + type);
      }
      return text.substring(0, end);
    }
    return type.name() == org.apache.calcite.sql.type.SqlTypeName.CHAR
        ? text + " ".repeat(limit - length)
        : text;
  }

  /** Half a surrogate pair has no UTF-8 form, so storing it would change it. */
  private static void requireUnicode(String text, String column) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(unit)) {
        throw new SqlFailure(
            SqlState.NOT_A_CHARACTER,
            "value for column \""
                + column
                + "\" has half a character (an unpaired surrogate) at position "
                + (i + 1));
      }
    }
  }

  private static byte[] bytes(Object value, SqlType type, String column) {
    byte[] bytes;
    if (value instanceof ByteString string) {
      bytes = string.getBytes();
    } else if (value instanceof byte[] array) {
      bytes = array;
    } else {
      throw mismatch(value, type, column);
    }
    if (type.precision() != SqlType.UNBOUNDED && bytes.length > type.precision()) {
      throw new SqlFailure(
          SqlState.STRING_TOO_LONG,
          "value of "
              + bytes.length
              + " bytes is too long for column \""
              + column
              + "\" of type "
              + type);
    }
    return bytes;
  }

  private static SqlFailure outOfRange(Object value, SqlType type, String column) {
    return new SqlFailure(
        SqlState.NUMERIC_OUT_OF_RANGE,
        "value " + value + " is out of range for column \"" + column + "\" of type " + type);
  }

  private static SqlFailure mismatch(Object value, SqlType type, String column) {
    return new SqlFailure(
        SqlState.DATATYPE_MISMATCH,
        "column \""
            + column
            + "\" is of type "
            + type
            + " but the value is a "
            + value.getClass().getSimpleName()
            + ": use a CAST");
  }
}
