package io.travertine.calcite.exec;

import io.travertine.persist.data.BooleanVector;
import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.DoubleVector;
import io.travertine.persist.data.Int128Vector;
import io.travertine.persist.data.NullMask;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of what is compared one value at a time: text, bytes, doubles, truth values, decimals of
 * more than 18 digits.
 */
final class ComparableSelector implements Selector {

  /** How one kind of vector compares with an end. */
  @FunctionalInterface
  private interface Order<V extends ColumnVector, E> {
    int compare(V vector, int row, E end);
  }

  /** A range with its ends in the form {@link Order} takes; null where there is none. */
  private record Range<E>(
      @Nullable E low, boolean lowInclusive, @Nullable E high, boolean highInclusive) {

    <V extends ColumnVector> boolean holds(Order<V, E> order, V vector, int row) {
      if (low != null) {
        int above = order.compare(vector, row, low);
        if (above < 0 || above == 0 && !lowInclusive) {
          return false;
        }
        if (low == high) {
          return above == 0;
        }
      }
      if (high != null) {
        int below = order.compare(vector, row, high);
        return below < 0 || below == 0 && highInclusive;
      }
      return true;
    }
  }

  @FunctionalInterface
  private interface Holder {
    boolean holds(ColumnVector vector, int row);
  }

  private static final byte UNASKED = 0;
  private static final byte PASSES = 1;
  private static final byte FAILS = 2;

  private final Holder holder;
  private final boolean nullPasses;

  private ComparableSelector(Holder holder, boolean nullPasses) {
    this.holder = holder;
    this.nullPasses = nullPasses;
  }

  /** Text, in the order of {@link String#compareTo}, so that it does not matter who filters. */
  static Selector ofStrings(List<Bounds> bounds, boolean nullPasses) {
    Order<BytesVector, byte[]> order =
        (vector, row, end) ->
            Utf8.compareAsUtf16(vector.heap(), vector.start(row), vector.end(row), end);
    return of(
        bounds,
        BytesVector.class,
        end -> end.toString().getBytes(StandardCharsets.UTF_8),
        order,
        nullPasses);
  }

  static Selector ofBytes(List<Bounds> bounds, boolean nullPasses) {
    Order<BytesVector, byte[]> order =
        (vector, row, end) ->
            java.util.Arrays.compareUnsigned(
                vector.heap(), vector.start(row), vector.end(row), end, 0, end.length);
    return of(bounds, BytesVector.class, end -> ((ByteString) end).getBytes(), order, nullPasses);
  }

  static Selector ofBooleans(List<Bounds> bounds, boolean nullPasses) {
    Order<BooleanVector, Boolean> order =
        (vector, row, end) -> Boolean.compare(vector.value(row), end);
    return of(bounds, BooleanVector.class, end -> (Boolean) end, order, nullPasses);
  }

  static Selector ofDoubles(List<Bounds> bounds, boolean nullPasses) {
    List<Range<Double>> ranges = ranges(bounds, end -> ((Number) end).doubleValue());
    return new ComparableSelector(
        (vector, row) -> holdsDouble(ranges, ((DoubleVector) vector).value(row)), nullPasses);
  }

  /** NaN is in no range but the one without ends, and the zeros are one value, as in Java. */
  private static boolean holdsDouble(List<Range<Double>> ranges, double value) {
    for (Range<Double> range : ranges) {
      Double low = range.low();
      Double high = range.high();
      if ((low == null || value > low || range.lowInclusive() && value == low)
          && (high == null || value < high || range.highInclusive() && value == high)) {
        return true;
      }
    }
    return false;
  }

  static Selector ofWideDecimals(List<Bounds> bounds, int scale, boolean nullPasses) {
    Order<Int128Vector, BigDecimal> order =
        (vector, row, end) -> new BigDecimal(vector.value(row), scale).compareTo(end);
    return of(bounds, Int128Vector.class, Numbers::exact, order, nullPasses);
  }

  private static <V extends ColumnVector, E> Selector of(
      List<Bounds> bounds,
      Class<V> vectors,
      java.util.function.Function<Object, E> form,
      Order<V, E> order,
      boolean nullPasses) {
    List<Range<E>> ranges = ranges(bounds, form);
    return new ComparableSelector(
        (vector, row) -> {
          V typed = vectors.cast(vector);
          for (Range<E> range : ranges) {
            if (range.holds(order, typed, row)) {
              return true;
            }
          }
          return false;
        },
        nullPasses);
  }

  private static <E> List<Range<E>> ranges(
      List<Bounds> bounds, java.util.function.Function<Object, E> form) {
    return bounds.stream()
        .map(
            bound -> {
              @Nullable E low = bound.low().map(form).orElse(null);
              boolean point =
                  low != null
                      && bound.lowInclusive()
                      && bound.highInclusive()
                      && bound.low().equals(bound.high());
              @Nullable E high = point ? low : bound.high().map(form).orElse(null);
              return new Range<E>(low, bound.lowInclusive(), high, bound.highInclusive());
            })
        .toList();
  }

  @Override
  public int select(ColumnVector vector, int[] rows, int count) {
    if (vector instanceof BytesVector coded && coded.isCoded() && coded.entries() < count) {
      return selectCoded(coded, rows, count);
    }
    NullMask nulls = vector.nulls();
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (nulls.isNull(row) ? nullPasses : holder.holds(vector, row)) {
        rows[kept++] = row;
      }
    }
    return kept;
  }

  /** Asks once for each entry of the dictionary that occurs. */
  private int selectCoded(BytesVector vector, int[] rows, int count) {
    byte[] answers = new byte[vector.entries()];
    int[] codes = vector.codes();
    NullMask nulls = vector.nulls();
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      boolean passes;
      if (nulls.isNull(row)) {
        passes = nullPasses;
      } else {
        int code = codes[row];
        if (answers[code] == UNASKED) {
          answers[code] = holder.holds(vector, row) ? PASSES : FAILS;
        }
        passes = answers[code] == PASSES;
      }
      if (passes) {
        rows[kept++] = row;
      }
    }
    return kept;
  }
}
