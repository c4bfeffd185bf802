package io.travertine.persist.data;

/**
 * A column of 32-bit floating point numbers; order and equality are {@link Float#compare}'s: -0.0
 * before 0.0, all NaN equal and last.
 */
public final class FloatVector implements ColumnVector {

  private final float[] values;
  private final int length;
  private final NullMask nulls;

  /**
   * @param values handed over; at least {@code length} of them
   */
  public FloatVector(float[] values, int length, NullMask nulls) {
    if (length < 0 || length > values.length) {
      throw new IllegalArgumentException(length + " rows in an array of " + values.length);
    }
    this.values = values;
    this.length = length;
    this.nulls = nulls;
  }

  /** The values, read only; zero where null. */
  public float[] values() {
    return values;
  }

  public float value(int row) {
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
    FloatVector that = (FloatVector) other;
    if (nulls.any() || that.nulls.any()) {
      boolean absent = nulls.isNull(row);
      if (absent || that.nulls.isNull(otherRow)) {
        return Boolean.compare(that.nulls.isNull(otherRow), absent);
      }
    }
    return Float.compare(values[row], that.values[otherRow]);
  }

  @Override
  public long hash(int row) {
    return nulls.isNull(row) ? RowHash.NULL : RowHash.mix(Float.floatToIntBits(values[row]));
  }

  @Override
  public long orderPrefix(int row) {
    return nulls.isNull(row) ? Long.MIN_VALUE : DoubleVector.ordered(values[row]);
  }

  @Override
  public FloatVector gather(int[] rows, int from, int to) {
    float[] gathered = new float[to - from];
    for (int i = from; i < to; i++) {
      gathered[i - from] = values[rows[i]];
    }
    return new FloatVector(gathered, to - from, nulls.gather(rows, from, to));
  }

  @Override
  public long retainedBytes() {
    return 4L * values.length + nulls.retainedBytes();
  }

  @Override
  public boolean holds(ColumnType type) {
    return type.kind() == ColumnType.Kind.FLOAT32;
  }
}
