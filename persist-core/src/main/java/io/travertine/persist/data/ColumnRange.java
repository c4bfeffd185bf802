package io.travertine.persist.data;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A simple predicate on one column: values between two bounds, and perhaps nulls. Zeros of either
 * sign are one value here, as in SQL.
 *
 * @param column which column
 * @param lower values before it do not match; no bound if absent
 * @param upper values after it do not match; no bound if absent
 * @param values whether any value that is not null can match
 * @param nulls whether nulls match
 */
public record ColumnRange(
    Column column, Optional<Bound> lower, Optional<Bound> upper, boolean values, boolean nulls) {

  /**
   * One end of a range.
   *
   * @param value a vector of one row, not null
   * @param inclusive whether the value itself matches
   */
  public record Bound(ColumnVector value, boolean inclusive) {

    public Bound {
      if (value.length() != 1 || value.isNull(0)) {
        throw new IllegalArgumentException("a bound is one value that is not null");
      }
    }
  }

  public ColumnRange {
    lower = lower.map(bound -> withZero(bound, bound.inclusive() ? -0d : 0d));
    upper = upper.map(bound -> withZero(bound, bound.inclusive() ? 0d : -0d));
    for (Optional<Bound> bound : List.of(lower, upper)) {
      if (bound.isPresent() && !bound.get().value().holds(column.type())) {
        throw new IllegalArgumentException(
            "a bound for " + column + " in a " + bound.get().value().getClass().getSimpleName());
      }
    }
  }

  /** {@code column = value}; the value is a Java one as in {@link RowCodec}. */
  public static ColumnRange equalTo(Column column, Object value) {
    Optional<Bound> bound = Optional.of(bound(column, value, true));
    return new ColumnRange(column, bound, bound, true, false);
  }

  /** {@code column >= value}. */
  public static ColumnRange atLeast(Column column, Object value) {
    return ofValues(column, Optional.of(bound(column, value, true)), Optional.empty());
  }

  /** {@code column > value}. */
  public static ColumnRange greaterThan(Column column, Object value) {
    return ofValues(column, Optional.of(bound(column, value, false)), Optional.empty());
  }

  /** {@code column <= value}. */
  public static ColumnRange atMost(Column column, Object value) {
    return ofValues(column, Optional.empty(), Optional.of(bound(column, value, true)));
  }

  /** {@code column < value}. */
  public static ColumnRange lessThan(Column column, Object value) {
    return ofValues(column, Optional.empty(), Optional.of(bound(column, value, false)));
  }

  /** {@code column BETWEEN lower AND upper}. */
  public static ColumnRange between(Column column, Object lower, Object upper) {
    return ofValues(
        column, Optional.of(bound(column, lower, true)), Optional.of(bound(column, upper, true)));
  }

  /** {@code column IS NULL}. */
  public static ColumnRange isNull(Column column) {
    return new ColumnRange(column, Optional.empty(), Optional.empty(), false, true);
  }

  /** {@code column IS NOT NULL}. */
  public static ColumnRange isNotNull(Column column) {
    return ofValues(column, Optional.empty(), Optional.empty());
  }

  /** Values between these bounds, and no nulls. */
  public static ColumnRange ofValues(Column column, Optional<Bound> lower, Optional<Bound> upper) {
    return new ColumnRange(column, lower, upper, true, false);
  }

  /** Whether one row of a vector of this column matches. */
  public boolean matches(ColumnVector vector, int row) {
    if (vector.isNull(row)) {
      return nulls;
    }
    return values && !isBelow(vector, row) && !isAbove(vector, row);
  }

  /** Whether a value lies before the range. */
  public boolean isBelow(ColumnVector vector, int row) {
    if (lower.isEmpty()) {
      return false;
    }
    int order = vector.compare(row, lower.get().value(), 0);
    return order < 0 || (order == 0 && !lower.get().inclusive());
  }

  /** Whether a value lies after the range. */
  public boolean isAbove(ColumnVector vector, int row) {
    if (upper.isEmpty()) {
      return false;
    }
    int order = vector.compare(row, upper.get().value(), 0);
    return order > 0 || (order == 0 && !upper.get().inclusive());
  }

  private static Bound bound(Column column, Object value, boolean inclusive) {
    Schema schema = Schema.of(column);
    ColumnBatchBuilder builder = new ColumnBatchBuilder(schema);
    builder.add(new RowCodec("bound", schema), new @Nullable Object[] {value});
    return new Bound(builder.build().column(0), inclusive);
  }

  /** The bound with a zero's sign such that both zeros fall on the same side. */
  private static Bound withZero(Bound bound, double zero) {
    if (bound.value() instanceof DoubleVector doubles && doubles.value(0) == 0) {
      return new Bound(
          new DoubleVector(new double[] {zero}, 1, NullMask.none()), bound.inclusive());
    }
    if (bound.value() instanceof FloatVector floats && floats.value(0) == 0) {
      return new Bound(
          new FloatVector(new float[] {(float) zero}, 1, NullMask.none()), bound.inclusive());
    }
    return bound;
  }
}
