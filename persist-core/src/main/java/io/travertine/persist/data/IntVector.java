package io.travertine.persist.data;

/** A column of 16-bit or 32-bit integers, dates or times of day. */
public final class IntVector implements ColumnVector {

  private final int[] values;
  private final int length;
  private final NullMask nulls;

  /**
   * @param values handed over; at least {@code length} of them
   */
  public IntVector(int[] values, int length, NullMask nulls) {
    if (length < 0 || length > values.length) {
      throw new IllegalArgumentException(length + " rows in an array of " + values.length);
    }
    this.values = values;
    this.length = length;
    this.nulls = nulls;
  }

  /** The values, read only; zero where null. */
  public int[] values() {
    return values;
  }

  public int value(int row) {
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
    IntVector that = (IntVector) other;
    if (nulls.any() || that.nulls.any()) {
      boolean absent = nulls.isNull(row);
      if (absent || that.nulls.isNull(otherRow)) {
        return Boolean.compare(that.nulls.isNull(otherRow), absent);
      }
    }
    return Integer.compare(values[row], that.values[otherRow]);
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
  public IntVector gather(int[] rows, int from, int to) {
    int[] gathered = new int[to - from];
    for (int i = from; i < to; i++) {
      gathered[i - from] = values[rows[i]];
    }
    return new IntVector(gathered, to - from, nulls.gather(rows, from, to));
  }

  @Override
  public long retainedBytes() {
    return 4L * values.length + nulls.retainedBytes();
  }

  @Override
  public boolean holds(ColumnType type) {
    return switch (type.kind()) {
      case INT16, INT32, DATE, TIME -> true;
      default -> false;
    };
  }
}
