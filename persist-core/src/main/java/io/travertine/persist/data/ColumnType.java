package io.travertine.persist.data;

import java.util.Locale;

/**
 * What the values of a column are. Its printed form is durable: {@link #parse} reads it back.
 *
 * @param kind the family
 * @param precision the number of decimal digits of a {@link Kind#DECIMAL}, 1 to 38; otherwise 0
 * @param scale the number of digits after the point of a {@link Kind#DECIMAL}, 0 to precision;
 *     otherwise 0
 */
public record ColumnType(Kind kind, int precision, int scale) {

  /** Families of types, each with its vector and its order. */
  public enum Kind {
    /** {@link BooleanVector}; false before true. */
    BOOLEAN,
    /** {@link IntVector} of 16-bit values. */
    INT16,
    /** {@link IntVector}. */
    INT32,
    /** {@link LongVector}. */
    INT64,
    /** {@link FloatVector}; ordered like {@link Float#compare}. */
    FLOAT32,
    /** {@link DoubleVector}; ordered like {@link Double#compare}. */
    FLOAT64,
    /**
     * Unscaled values: {@link LongVector} up to {@value ColumnType#LONG_DIGITS} digits, {@link
     * Int128Vector} beyond.
     */
    DECIMAL,
    /** {@link BytesVector} of UTF-8; ordered by unsigned bytes, which is code point order. */
    STRING,
    /** {@link BytesVector}; ordered by unsigned bytes. */
    BYTES,
    /** {@link IntVector} of days since 1970-01-01. */
    DATE,
    /** {@link IntVector} of milliseconds since midnight. */
    TIME,
    /** {@link LongVector} of milliseconds since 1970-01-01T00:00:00, without a zone. */
    TIMESTAMP
  }

  /** The greatest precision of a decimal. */
  public static final int MAX_DIGITS = 38;

  /** The greatest precision of a decimal whose unscaled value is kept in a {@code long}. */
  public static final int LONG_DIGITS = 18;

  public static final ColumnType BOOLEAN = new ColumnType(Kind.BOOLEAN, 0, 0);
  public static final ColumnType INT16 = new ColumnType(Kind.INT16, 0, 0);
  public static final ColumnType INT32 = new ColumnType(Kind.INT32, 0, 0);
  public static final ColumnType INT64 = new ColumnType(Kind.INT64, 0, 0);
  public static final ColumnType FLOAT32 = new ColumnType(Kind.FLOAT32, 0, 0);
  public static final ColumnType FLOAT64 = new ColumnType(Kind.FLOAT64, 0, 0);
  public static final ColumnType STRING = new ColumnType(Kind.STRING, 0, 0);
  public static final ColumnType BYTES = new ColumnType(Kind.BYTES, 0, 0);
  public static final ColumnType DATE = new ColumnType(Kind.DATE, 0, 0);
  public static final ColumnType TIME = new ColumnType(Kind.TIME, 0, 0);
  public static final ColumnType TIMESTAMP = new ColumnType(Kind.TIMESTAMP, 0, 0);

  public ColumnType {
    if (kind == Kind.DECIMAL) {
      if (precision < 1 || precision > MAX_DIGITS || scale < 0 || scale > precision) {
        throw new IllegalArgumentException("no such decimal: " + precision + ", " + scale);
      }
    } else if (precision != 0 || scale != 0) {
      throw new IllegalArgumentException(kind + " has no precision or scale");
    }
  }

  /** The decimal of {@code precision} digits, {@code scale} of them after the point. */
  public static ColumnType decimal(int precision, int scale) {
    return new ColumnType(Kind.DECIMAL, precision, scale);
  }

  /**
   * The type that prints as {@code text}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ColumnType parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    if (upper.startsWith("DECIMAL(") && upper.endsWith(")")) {
      int comma = upper.indexOf(',');
      if (comma > 0) {
        return decimal(
            Integer.parseInt(upper.substring("DECIMAL(".length(), comma).strip()),
            Integer.parseInt(upper.substring(comma + 1, upper.length() - 1).strip()));
      }
    }
    return new ColumnType(Kind.valueOf(upper), 0, 0);
  }

  /** Whether this is a decimal whose unscaled values need 128 bits. */
  public boolean isWideDecimal() {
    return kind == Kind.DECIMAL && precision > LONG_DIGITS;
  }

  @Override
  public String toString() {
    return kind == Kind.DECIMAL ? "DECIMAL(" + precision + "," + scale + ")" : kind.name();
  }
}
