package io.travertine.calcite.plan.rel;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Calcite's literals in the representation that generated code computes with. */
final class Literals {

  private Literals() {}

  /**
   * The value of a literal in the class of {@code type}.
   *
   * @throws IllegalArgumentException if literals of that type have no plain value
   */
  static @Nullable Object value(RexLiteral literal, SqlTypeName type) {
    if (literal.isNull()) {
      return null;
    }
    Comparable<?> value = Objects.requireNonNull(literal.getValueAs(Comparable.class));
    return switch (type) {
      case TINYINT -> ((BigDecimal) value).byteValueExact();
      case SMALLINT -> ((BigDecimal) value).shortValueExact();
      case INTEGER, INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH ->
          number(value).intValueExact();
      case BIGINT -> number(value).longValueExact();
      case REAL -> number(value).floatValue();
      case FLOAT, DOUBLE -> number(value).doubleValue();
      case DECIMAL -> number(value);
      case BOOLEAN, CHAR, VARCHAR, BINARY, VARBINARY, DATE, TIME, TIMESTAMP ->
          plain(value).orElseThrow(() -> unknown(value, type));
      default -> {
        if (SqlTypeName.DAY_INTERVAL_TYPES.contains(type)) {
          yield number(value).longValueExact();
        }
        throw unknown(value, type);
      }
    };
  }

  private static BigDecimal number(Comparable<?> value) {
    return value instanceof BigDecimal exact
        ? exact
        : BigDecimal.valueOf(((Number) value).doubleValue());
  }

  private static IllegalArgumentException unknown(Object value, SqlTypeName type) {
    return new IllegalArgumentException(
        "no plain value for " + value.getClass().getSimpleName() + " as " + type);
  }

  /**
   * The plain form of what Calcite keeps inside a literal or a search argument; numbers stay exact.
   */
  static Optional<Object> plain(Comparable<?> value) {
    if (value instanceof NlsString text) {
      return Optional.of(text.getValue());
    } else if (value instanceof DateString date) {
      return Optional.of(date.getDaysSinceEpoch());
    } else if (value instanceof TimeString time) {
      return Optional.of(time.getMillisOfDay());
    } else if (value instanceof TimestampString stamp) {
      return Optional.of(stamp.getMillisSinceEpoch());
    } else if (value instanceof BigDecimal
        || value instanceof Boolean
        || value instanceof ByteString) {
      return Optional.of(value);
    }
    return Optional.empty();
  }
}
