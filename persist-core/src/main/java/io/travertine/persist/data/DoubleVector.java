package io.travertine.persist.data;

/**
 * A column of 64-bit floating point numbers; order and equality are {@link Double#compare}'s: -0.0
 * before 0.0, all NaN equal and last.
 */
public final class DoubleVector implements ColumnVector {

  private final double[] values;
  private final int length;
  private final NullMask nulls;

  /**
   * @param values handed over; at least {@code length} of them
   */
  public DoubleVector(double[] values, int length, NullMask nulls) {
    if (length < 0 || length > values.length) {
      throw new IllegalArgumentException(length + " rows in an array of " + values.length);
    }
    this.values = values;
    this.length = length;
    this.nulls = nulls;
  }

  /** The values, read only; zero where null. */
  public double[] values() {
    return values;
  }

  public double value(int row) {
    return values[row];
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
    DoubleVector that = (DoubleVector) other;
    if (nulls.any() || that.nulls.any()) {
      boolean absent = nulls.isNull(row);
      if (absent || that.nulls.isNull(otherRow)) {
        return Boolean.compare(that.nulls.isNull(otherRow), absent);
      }
    }
    return Double.compare(values[row], that.values[otherRow]);
  }

  @Override
  public long hash(int row) {
    return nulls.isNull(row) ? RowHash.NULL : RowHash.mix(Double.doubleToLongBits(values[row]));
  }

  @Override
  public long orderPrefix(int row) {
    return nulls.isNull(row) ? Long.MIN_VALUE : ordered(values[row]);
  }

  @Override
  public DoubleVector gather(int[] rows, int from, int to) {
    double[] gathered = new double[to - from];
    for (int i = from; i < to; i++) {
      gathered[i - from] = values[rows[i]];
    }
    return new DoubleVector(gathered, to - from, nulls.gather(rows, from, to));
  }

  @Override
  public long retainedBytes() {
    return 8L * values.length + nulls.retainedBytes();
  }

  @Override
  public boolean holds(ColumnType type) {
    return type.kind() == ColumnType.Kind.FLOAT64;
  }

  /** Bits whose order as a {@code long} is {@link Double#compare}'s. */
  static long ordered(double value) {
    long bits = Double.doubleToLongBits(value);
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }
}
