package io.travertine.calcite.exec;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.calcite.type.TravertineTypeSystem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.calcite.linq4j.function.Strict;

/**
 * Arithmetic that fails with 22003 where Calcite's would wrap around, lose digits or become
 * infinite, and with 22012 where it divides by zero. Called by generated code; NULL in, NULL out.
 */
@Strict
public final class CheckedMath {

  private static final int DIGITS = TravertineTypeSystem.MAX_DECIMAL_PRECISION;

  private CheckedMath() {}

  public static byte abs(byte number) {
    return (byte) within(Math.abs(number), Byte.MAX_VALUE, "TINYINT");
  }

  public static short abs(short number) {
    return (short) within(Math.abs(number), Short.MAX_VALUE, "SMALLINT");
  }

  public static int abs(int number) {
    return (int) within(Math.abs((long) number), Integer.MAX_VALUE, "INTEGER");
  }

  public static long abs(long number) {
    if (number == Long.MIN_VALUE) {
      throw outOfRange("the absolute value of " + number, "BIGINT");
    }
    return Math.abs(number);
  }

  private static long within(long number, long most, String type) {
    if (number > most) {
      throw outOfRange("the absolute value " + number, type);
    }
    return number;
  }

  /** Rounded half up to the digits before the point that a negative {@code digits} counts. */
  public static int round(int number, int digits) {
    BigDecimal rounded = rounded(number, digits);
    if (rounded.compareTo(BigDecimal.valueOf(rounded.intValue())) != 0) {
      throw outOfRange(number + ", rounded,", "INTEGER");
    }
    return rounded.intValue();
  }

  /** Rounded half up to the digits before the point that a negative {@code digits} counts. */
  public static long round(long number, int digits) {
    BigDecimal rounded = rounded(number, digits);
    if (rounded.compareTo(BigDecimal.valueOf(rounded.longValue())) != 0) {
      throw outOfRange(number + ", rounded,", "BIGINT");
    }
    return rounded.longValue();
  }

  private static BigDecimal rounded(long number, int digits) {
    BigDecimal exact = BigDecimal.valueOf(number);
    return digits >= 0
        ? exact
        : exact.setScale(Math.max(digits, -20), RoundingMode.HALF_UP).setScale(0);
  }

  /**
   * The number with at most {@code scale} digits behind the point and 38 in all, rounded half up if
   * that is enough.
   */
  public static BigDecimal fit(BigDecimal number, int scale) {
    int whole = number.precision() - number.scale();
    int room = Math.max(0, Math.min(scale, DIGITS - whole));
    BigDecimal fitting =
        number.scale() > room ? number.setScale(room, RoundingMode.HALF_UP) : number;
    if (fitting.precision() > DIGITS) {
      throw outOfRange("a number of " + fitting.precision() + " digits", "DECIMAL");
    }
    return fitting;
  }

  /** The quotient, rounded half up to {@code scale} digits behind the point. */
  public static BigDecimal divide(BigDecimal dividend, BigDecimal divisor, int scale) {
    if (divisor.signum() == 0) {
      throw divisionByZero();
    }
    return fit(dividend.divide(divisor, scale, RoundingMode.HALF_UP), scale);
  }

  public static double divide(double dividend, double divisor) {
    if (divisor == 0) {
      throw divisionByZero();
    }
    return finite(dividend / divisor);
  }

  public static float divide(float dividend, float divisor) {
    if (divisor == 0) {
      throw divisionByZero();
    }
    return finite(dividend / divisor);
  }

  public static double finite(double number) {
    if (Double.isInfinite(number)) {
      throw outOfRange("the result", "DOUBLE");
    }
    return number;
  }

  public static float finite(float number) {
    if (Float.isInfinite(number)) {
      throw outOfRange("the result", "REAL");
    }
    return number;
  }

  /** The nearest number of 32 bits. */
  public static float real(double number) {
    float nearest = (float) number;
    if (Float.isInfinite(nearest)) {
      throw outOfRange("value " + number, "REAL");
    }
    return nearest;
  }

  private static SqlFailure outOfRange(String what, String type) {
    return new SqlFailure(
        SqlState.NUMERIC_OUT_OF_RANGE, "number out of range: " + what + " is none of type " + type);
  }

  private static SqlFailure divisionByZero() {
    return new SqlFailure(SqlState.DIVISION_BY_ZERO, "division by zero");
  }
}
