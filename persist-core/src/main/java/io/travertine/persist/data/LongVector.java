package io.travertine.persist.data;

/** A column of 64-bit integers, timestamps or decimals of up to 18 digits. */
public final class LongVector implements ColumnVector {

  private final long[] values;
  private final int length;
  private final NullMask nulls;

  /**
   * @param values handed over; at least {@code length} of them
   */
  public LongVector(long[] values, int length, NullMask nulls) {
    if (length < 0 || length > values.length) {
      throw new IllegalArgumentException(length + " rows in an array of " + values.length);
    }
    this.values = values;
    this.length = length;
    this.nulls = nulls;
  }

  /** The values, read only; zero where null. */
  public long[] values() {
    return values;
  }

  public long value(int row) {
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
    LongVector that = (LongVector) other;
    if (nulls.any() || that.nulls.any()) {
      boolean absent = nulls.isNull(row);
      if (absent || that.nulls.isNull(otherRow)) {
        return Boolean.compare(that.nulls.isNull(otherRow), absent);
      }
    }
    return Long.compare(values[row], that.values[otherRow]);
  }

  @Override
  public long hash(int row) {
    return nulls.isNull(row) ? RowHash.NULL : RowHash.mix(values[row]);
  }

  @Override
  public long orderPrefix(int row) {
    return nulls.isNull(row) ? Long.MIN_VALUE : values[row];
  }

  @Override
  public LongVector gather(int[] rows, int from, int to) {
    long[] gathered = new long[to - from];
    for (int i = from; i < to; i++) {
      gathered[i - from] = values[rows[i]];
    }
    return new LongVector(gathered, to - from, nulls.gather(rows, from, to));
  }

  @Override
  public long retainedBytes() {
    return 8L * values.length + nulls.retainedBytes();
  }

  @Override
  public boolean holds(ColumnType type) {
    return switch (type.kind()) {
      case INT64, TIMESTAMP -> true;
      case DECIMAL -> !type.isWideDecimal();
      default -> false;
    };
  }
}
