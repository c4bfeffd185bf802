package io.travertine.persist.data;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/** A column of decimals of more than 18 digits: their unscaled values in two's complement. */
public final class Int128Vector implements ColumnVector {

  private final long[] high;
  private final long[] low;
  private final int length;
  private final NullMask nulls;

  /**
   * @param high the signed upper halves, handed over; at least {@code length} of them
   * @param low the unsigned lower halves, handed over; at least {@code length} of them
   */
  public Int128Vector(long[] high, long[] low, int length, NullMask nulls) {
    if (length < 0 || length > high.length || length > low.length) {
      throw new IllegalArgumentException(
          length + " rows in arrays of " + high.length + " and " + low.length);
    }
    this.high = high;
    this.low = low;
    this.length = length;
    this.nulls = nulls;
  }

  /** The signed upper halves, read only; zero where null. */
  public long[] high() {
    return high;
  }

  /** The unsigned lower halves, read only; zero where null. */
  public long[] low() {
    return low;
  }

  /** The unscaled value of {@code row}. */
  public BigInteger value(int row) {
    return value(high[row], low[row]);
  }

  /** The number of these two halves. */
  public static BigInteger value(long high, long low) {
    if (high == low >> 63) {
      return BigInteger.valueOf(low);
    }
    return new BigInteger(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public NullMask nulls() {
    return nulls;
  }

  @Override
  public int compare(int row, ColumnVector other, int otherRow) {
    Int128Vector that = (Int128Vector) other;
    boolean absent = nulls.isNull(row);
    if (absent || that.nulls.isNull(otherRow)) {
      return Boolean.compare(that.nulls.isNull(otherRow), absent);
    }
    int order = Long.compare(high[row], that.high[otherRow]);
    return order != 0 ? order : Long.compareUnsigned(low[row], that.low[otherRow]);
  }

  @Override
  public long hash(int row) {
    return nulls.isNull(row) ? RowHash.NULL : RowHash.mix(RowHash.mix(high[row]) ^ low[row]);
  }

  @Override
  public long orderPrefix(int row) {
    return nulls.isNull(row) ? Long.MIN_VALUE : high[row];
  }

  @Override
  public Int128Vector gather(int[] rows, int from, int to) {
    long[] gatheredHigh = new long[to - from];
    long[] gatheredLow = new long[to - from];
    for (int i = from; i < to; i++) {
      gatheredHigh[i - from] = high[rows[i]];
      gatheredLow[i - from] = low[rows[i]];
    }
    return new Int128Vector(gatheredHigh, gatheredLow, to - from, nulls.gather(rows, from, to));
  }

  @Override
  public long retainedBytes() {
    return 8L * high.length + 8L * low.length + nulls.retainedBytes();
  }

  @Override
  public boolean holds(ColumnType type) {
    return type.isWideDecimal();
  }
}
