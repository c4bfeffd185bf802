package io.travertine.calcite.exec;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.type.SqlType;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.util.ByteString;

/**
 * What the tests of a scan say about the statistics of a part: where a part's values must lie if
 * any of its rows is to pass.
 */
final class ScanRanges {

  private ScanRanges() {}

  /** A range around each test; a part without a row in all of them need not be fetched. */
  static List<ColumnRange> of(
      List<ColumnTest> tests, TableDefinition table, StatementContext context) {
    List<ColumnRange> ranges = new ArrayList<>();
    for (ColumnTest test : tests) {
      ColumnDefinition column = table.columns().get(test.column());
      around(test, column.stored(), column.type(), context).ifPresent(ranges::add);
    }
    return ranges;
  }

  private static Optional<ColumnRange> around(
      ColumnTest test, Column column, SqlType type, StatementContext context) {
    List<Bounds> bounds = Bounds.of(test, context);
    if (bounds.isEmpty()) {
      return test.nullPasses() ? Optional.of(ColumnRange.isNull(column)) : Optional.empty();
    }
    if (test.nullPasses()) {
      return Optional.empty();
    }
    Optional<Object> low = least(bounds, type);
    Optional<Object> high = most(bounds, type);
    if (low.isPresent() && high.isPresent()) {
      return Optional.of(ColumnRange.between(column, low.get(), high.get()));
    } else if (low.isPresent()) {
      return Optional.of(ColumnRange.atLeast(column, low.get()));
    } else if (high.isPresent()) {
      return Optional.of(ColumnRange.atMost(column, high.get()));
    }
    return Optional.of(ColumnRange.isNotNull(column));
  }

  /**
   * A value of the column that no passing value is below; empty if there is none, or none is known.
   */
  private static Optional<Object> least(List<Bounds> bounds, SqlType type) {
    Optional<Object> least = Optional.empty();
    for (Bounds bound : bounds) {
      Optional<Object> low = bound.low().flatMap(end -> stored(end, type, RoundingMode.FLOOR));
      if (low.isEmpty()) {
        return Optional.empty();
      }
      least = least.isEmpty() || compare(low.get(), least.get()) < 0 ? low : least;
    }
    return least;
  }

  private static Optional<Object> most(List<Bounds> bounds, SqlType type) {
    Optional<Object> most = Optional.empty();
    for (Bounds bound : bounds) {
      Optional<Object> high = bound.high().flatMap(end -> stored(end, type, RoundingMode.CEILING));
      if (high.isEmpty()) {
        return Optional.empty();
      }
      most = most.isEmpty() || compare(high.get(), most.get()) > 0 ? high : most;
    }
    return most;
  }

  /** Orders stored values of one column; bytes are compared only where they are the same. */
  static int compare(Object a, Object b) {
    if (a instanceof byte[] left) {
      return java.util.Arrays.compareUnsigned(left, (byte[]) b);
    }
    @SuppressWarnings("unchecked")
    Comparable<Object> left = (Comparable<Object>) a;
    return left.compareTo(b);
  }

  /**
   * An end in the class that the column stores, rounded away from the range; empty if the column
   * cannot hold it. An end of approximate numbers is rounded to the nearest, which no stored value
   * that was within the end is beyond: rounding never turns two numbers around.
   */
  static Optional<Object> stored(Object end, SqlType type, RoundingMode outwards) {
    return switch (type.name()) {
      case BOOLEAN -> Optional.of(end);
      case TINYINT, SMALLINT ->
          whole(end, outwards, Short.MIN_VALUE, Short.MAX_VALUE).map(Long::shortValue);
      case INTEGER, DATE, TIME ->
          whole(end, outwards, Integer.MIN_VALUE, Integer.MAX_VALUE).map(Long::intValue);
      case BIGINT, TIMESTAMP ->
          whole(end, outwards, Long.MIN_VALUE, Long.MAX_VALUE).map(value -> value);
      case DECIMAL -> {
        BigDecimal rounded = Numbers.exact(end).setScale(type.scale(), outwards);
        yield rounded.precision() <= type.precision() ? Optional.of(rounded) : Optional.empty();
      }
      case REAL -> Optional.of((float) ((Number) end).doubleValue());
      case DOUBLE -> Optional.of(((Number) end).doubleValue());
      case CHAR, VARCHAR ->
          sortsAsBytes(end.toString()) ? Optional.of(end.toString()) : Optional.empty();
      case VARBINARY -> Optional.of(((ByteString) end).getBytes());
      default -> throw new IllegalStateException("not a stored type: " + type.name());
    };
  }

  private static Optional<Long> whole(Object end, RoundingMode outwards, long least, long most) {
    BigDecimal rounded = Numbers.exact(end).setScale(0, outwards);
    boolean fits =
        rounded.compareTo(BigDecimal.valueOf(least)) >= 0
            && rounded.compareTo(BigDecimal.valueOf(most)) <= 0;
    return fits ? Optional.of(rounded.longValueExact()) : Optional.empty();
  }

  /**
   * Whether the statistics, which sort by bytes, sort other text against this one as {@link
   * String#compareTo} does.
   */
  private static boolean sortsAsBytes(String text) {
    return text.chars().allMatch(c -> c < Character.MIN_SURROGATE);
  }
}
