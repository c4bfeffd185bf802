package io.travertine.persist.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One value as text: numbers in decimal, dates and times as the numbers that {@link RowCodec} has,
 * strings as they are, bytes in hexadecimal. Durable: {@link #parse} reads back what any release
 * printed.
 */
public final class ValueText {

  private ValueText() {}

  /**
   * The text of a value of the class that {@link RowCodec} has for {@code type}.
   *
   * @throws ClassCastException if it is of another class
   */
  public static String print(ColumnType type, Object value) {
    return switch (type.kind()) {
      case STRING -> (String) value;
      case BYTES -> HexFormat.of().formatHex((byte[]) value);
      case DECIMAL -> ((BigDecimal) value).setScale(type.scale()).toPlainString();
      default -> value.toString();
    };
  }

  /**
   * The value that prints as {@code text}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Object parse(ColumnType type, String text) {
    return switch (type.kind()) {
      case BOOLEAN -> bool(text);
      case INT16 -> Short.valueOf(text);
      case INT32, DATE, TIME -> Integer.valueOf(text);
      case INT64, TIMESTAMP -> Long.valueOf(text);
      case FLOAT32 -> Float.valueOf(text);
      case FLOAT64 -> Double.valueOf(text);
      case DECIMAL -> decimal(type, text);
      case STRING -> text;
      case BYTES -> HexFormat.of().parseHex(text);
    };
  }

  private static Boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("no boolean: " + text);
    };
  }

  private static BigDecimal decimal(ColumnType type, String text) {
    BigDecimal value = new BigDecimal(text);
    if (value.scale() != type.scale() || value.precision() > type.precision()) {
      throw new IllegalArgumentException("no " + type + ": " + text);
    }
    return value;
  }

  /** Adds the value that prints as {@code text} to a column of {@code type}. */
  static void add(ColumnType type, String text, ColumnBuilder builder) {
    Object value = parse(type, text);
    switch (type.kind()) {
      case BOOLEAN -> builder.addBoolean((Boolean) value);
      case INT16 -> builder.addInt((Short) value);
      case INT32, DATE, TIME -> builder.addInt((Integer) value);
      case INT64, TIMESTAMP -> builder.addLong((Long) value);
      case FLOAT32 -> builder.addFloat((Float) value);
      case FLOAT64 -> builder.addDouble((Double) value);
      case DECIMAL -> addDecimal(type, ((BigDecimal) value).unscaledValue(), builder);
      case STRING -> addBytes(text.getBytes(StandardCharsets.UTF_8), builder);
      case BYTES -> addBytes((byte[]) value, builder);
    }
  }

  private static void addDecimal(ColumnType type, BigInteger unscaled, ColumnBuilder builder) {
    if (type.isWideDecimal()) {
      builder.addInt128(unscaled.shiftRight(64).longValueExact(), unscaled.longValue());
    } else {
      builder.addLong(unscaled.longValueExact());
    }
  }

  private static void addBytes(byte[] bytes, ColumnBuilder builder) {
    builder.addBytes(bytes, 0, bytes.length);
  }
}
