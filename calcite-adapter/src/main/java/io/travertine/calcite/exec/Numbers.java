package io.travertine.calcite.exec;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers of any class as exact ones. */
final class Numbers {

  private Numbers() {}

  /** The exact value of a finite number. */
  static BigDecimal exact(Object number) {
    if (number instanceof BigDecimal exact) {
      return exact;
    }
    if (number instanceof BigInteger whole) {
      return new BigDecimal(whole);
    }
    if (number instanceof Double || number instanceof Float) {
      return new BigDecimal(((Number) number).doubleValue());
    }
    return BigDecimal.valueOf(((Number) number).longValue());
  }
}
