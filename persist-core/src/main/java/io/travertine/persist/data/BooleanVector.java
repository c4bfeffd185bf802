package io.travertine.persist.data;

/** A column of booleans. */
public final class BooleanVector implements ColumnVector {

  private final boolean[] values;
  private final int length;
  private final NullMask nulls;

  /**
   * @param values handed over; at least {@code length} of them
   */
  public BooleanVector(boolean[] values, int length, NullMask nulls) {
    if (length < 0 || length > values.length) {
      throw new IllegalArgumentException(length + " rows in an array of " + values.length);
    }
    this.values = values;
    this.length = length;
    this.nulls = nulls;
  }

  /** The values, read only; zero where null. */
  public boolean[] values() {
    return values;
  }

  public boolean value(int row) {
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
    BooleanVector that = (BooleanVector) other;
    if (nulls.any() || that.nulls.any()) {
      boolean absent = nulls.isNull(row);
      if (absent || that.nulls.isNull(otherRow)) {
        return Boolean.compare(that.nulls.isNull(otherRow), absent);
      }
    }
    return Boolean.compare(values[row], that.values[otherRow]);
  }

  @Override
  public long hash(int row) {
    return nulls.isNull(row) ? RowHash.NULL : RowHash.mix(values[row] ? 1 : 2);
  }

  @Override
  public long orderPrefix(int row) {
    return nulls.isNull(row) ? Long.MIN_VALUE : values[row] ? 1 : 0;
  }

  @Override
  public BooleanVector gather(int[] rows, int from, int to) {
    boolean[] gathered = new boolean[to - from];
    for (int i = from; i < to; i++) {
      gathered[i - from] = values[rows[i]];
    }
    return new BooleanVector(gathered, to - from, nulls.gather(rows, from, to));
  }

  @Override
  public long retainedBytes() {
    return 1L * values.length + nulls.retainedBytes();
  }

  @Override
  public boolean holds(ColumnType type) {
    return type.kind() == ColumnType.Kind.BOOLEAN;
  }
}
