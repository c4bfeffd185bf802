package io.travertine.calcite.plan;

import java.math.BigDecimal;
import java.util.Optional;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.BitString;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Literals of the syntax tree as plain values. */
final class SqlLiterals {

  /** A value in Calcite's representation, and its type. */
  record Literal(@Nullable Object value, SqlTypeName type) {}

  private SqlLiterals() {}

  /**
   * The literal that {@code node} is, with its sign; empty for anything else, literals of odd types
   * included.
   */
  static Optional<Literal> of(SqlNode node) {
    if (node.getKind() == SqlKind.MINUS_PREFIX || node.getKind() == SqlKind.PLUS_PREFIX) {
      boolean minus = node.getKind() == SqlKind.MINUS_PREFIX;
      return of(((SqlCall) node).operand(0))
          .flatMap(literal -> minus ? negated(literal) : Optional.of(literal));
    }
    if (node instanceof SqlUnknownLiteral tagged) {
      return resolved(tagged).flatMap(SqlLiterals::of);
    }
    if (!(node instanceof SqlLiteral literal)) {
      return Optional.empty();
    }
    Object value = literal.getValue();
    if (value == null) {
      return literal.getTypeName() == SqlTypeName.NULL
              || literal.getTypeName() == SqlTypeName.BOOLEAN
          ? Optional.of(new Literal(null, SqlTypeName.NULL))
          : Optional.empty();
    }
    return plain(literal, value).map(plain -> new Literal(plain, literal.getTypeName()));
  }

  /** The literal that a tag before a string makes; empty if the string is not of that form. */
  private static Optional<SqlLiteral> resolved(SqlUnknownLiteral literal) {
    try {
      return switch (literal.tag) {
        case "DATE", "TIME", "TIMESTAMP" ->
            Optional.of(literal.resolve(SqlTypeName.valueOf(literal.tag)));
        default -> Optional.empty();
      };
    } catch (CalciteException e) {
      return Optional.empty();
    }
  }

  private static Optional<Literal> negated(Literal literal) {
    if (literal.value() instanceof BigDecimal number) {
      return Optional.of(new Literal(number.negate(), literal.type()));
    } else if (literal.value() instanceof Double number) {
      return Optional.of(new Literal(-number, literal.type()));
    }
    return Optional.empty();
  }

  private static Optional<Object> plain(SqlLiteral literal, Object value) {
    return switch (literal.getTypeName()) {
      case BOOLEAN, DECIMAL, DOUBLE -> Optional.of(value);
      case CHAR ->
          value instanceof NlsString text ? Optional.of(text.getValue()) : Optional.empty();
      case BINARY -> Optional.of(new ByteString(((BitString) value).getAsByteArray()));
      case DATE ->
          Optional.ofNullable(literal.getValueAs(DateString.class))
              .map(DateString::getDaysSinceEpoch);
      case TIME ->
          Optional.ofNullable(literal.getValueAs(TimeString.class)).map(TimeString::getMillisOfDay);
      case TIMESTAMP ->
          Optional.ofNullable(literal.getValueAs(TimestampString.class))
              .map(TimestampString::getMillisSinceEpoch);
      default -> Optional.empty();
    };
  }
}
