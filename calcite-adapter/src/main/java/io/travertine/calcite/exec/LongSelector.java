package io.travertine.calcite.exec;

import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.IntVector;
import io.travertine.persist.data.LongVector;
import io.travertine.persist.data.NullMask;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/**
 * Ranges of whole numbers: integers, dates, times and decimals of up to 18 digits by their unscaled
 * value.
 */
final class LongSelector implements Selector {

  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  /** Both ends inclusive, sorted by the lower end. */
  private final long[][] ranges;

  private final boolean nullPasses;

  private LongSelector(long[][] ranges, boolean nullPasses) {
    this.ranges = ranges;
    this.nullPasses = nullPasses;
  }

  /**
   * @param scale how many digits of the column's whole numbers are behind the point
   */
  static Selector of(List<Bounds> bounds, int scale, boolean nullPasses) {
    long[][] ranges =
        bounds.stream()
            .map(bound -> new BigInteger[] {least(bound, scale), most(bound, scale)})
            .filter(
                ends ->
                    ends[0].compareTo(ends[1]) <= 0
                        && ends[0].compareTo(MOST) <= 0
                        && ends[1].compareTo(LEAST) >= 0)
            .map(ends -> new long[] {ends[0].max(LEAST).longValue(), ends[1].min(MOST).longValue()})
            .sorted((a, b) -> Long.compare(a[0], b[0]))
            .toArray(long[][]::new);
    return new LongSelector(merged(ranges), nullPasses);
  }

  /** The least whole number within the bound. */
  private static BigInteger least(Bounds bound, int scale) {
    if (bound.low().isEmpty()) {
      return LEAST;
    }
    BigDecimal end = Numbers.exact(bound.low().get()).scaleByPowerOfTen(scale);
    BigInteger up = end.setScale(0, RoundingMode.CEILING).unscaledValue();
    boolean isEnd = end.compareTo(new BigDecimal(up)) == 0;
    return isEnd && !bound.lowInclusive() ? up.add(BigInteger.ONE) : up;
  }

  private static BigInteger most(Bounds bound, int scale) {
    if (bound.high().isEmpty()) {
      return MOST;
    }
    BigDecimal end = Numbers.exact(bound.high().get()).scaleByPowerOfTen(scale);
    BigInteger down = end.setScale(0, RoundingMode.FLOOR).unscaledValue();
    boolean isEnd = end.compareTo(new BigDecimal(down)) == 0;
    return isEnd && !bound.highInclusive() ? down.subtract(BigInteger.ONE) : down;
  }

  private static long[][] merged(long[][] sorted) {
    int kept = 0;
    for (long[] range : sorted) {
      if (kept > 0 && range[0] <= sorted[kept - 1][1]) {
        sorted[kept - 1][1] = Math.max(sorted[kept - 1][1], range[1]);
      } else {
        sorted[kept++] = range;
      }
    }
    return Arrays.copyOf(sorted, kept);
  }

  @Override
  public int select(ColumnVector vector, int[] rows, int count) {
    if (ranges.length == 0 && !nullPasses) {
      return 0;
    }
    NullMask nulls = vector.nulls();
    if (ranges.length == 1 && !nulls.any()) {
      return vector instanceof LongVector longs
          ? selectOne(longs.values(), rows, count)
          : selectOne(((IntVector) vector).values(), rows, count);
    }
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      boolean passes =
          nulls.isNull(row)
              ? nullPasses
              : holds(
                  vector instanceof LongVector longs
                      ? longs.value(row)
                      : ((IntVector) vector).value(row));
      if (passes) {
        rows[kept++] = row;
      }
    }
    return kept;
  }

  private int selectOne(long[] values, int[] rows, int count) {
    long low = ranges[0][0];
    long high = ranges[0][1];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long value = values[row];
      rows[kept] = row;
      kept += value >= low && value <= high ? 1 : 0;
    }
    return kept;
  }

  private int selectOne(int[] values, int[] rows, int count) {
    long low = ranges[0][0];
    long high = ranges[0][1];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long value = values[row];
      rows[kept] = row;
      kept += value >= low && value <= high ? 1 : 0;
    }
    return kept;
  }

  private boolean holds(long value) {
    int from = 0;
    int to = ranges.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (ranges[middle][1] < value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from < ranges.length && ranges[from][0] <= value;
  }
}
