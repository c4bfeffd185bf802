package io.travertine.persist.data;

import java.util.Arrays;

/** Grows a {@link IntVector}. */
final class IntBuilder extends ColumnBuilder {

  private int[] values = new int[0];

  @Override
  public void addInt(int value) {
    int at = advance();
    if (at == values.length) {
      values = Arrays.copyOf(values, grown(at + 1));
    }
    values[at] = value;
  }

  @Override
  void expect(int count) {
    if (count > values.length) {
      values = Arrays.copyOf(values, count);
    }
  }

  @Override
  void addZero() {
    addInt(0);
  }

  @Override
  void addPresent(ColumnVector source, int row) {
    addInt(((IntVector) source).value(row));
  }

  @Override
  void addSlots(ColumnVector source, int from, int to) {
    int at = advance(to - from);
    if (length() > values.length) {
      values = Arrays.copyOf(values, grown(length()));
    }
    System.arraycopy(((IntVector) source).values(), from, values, at, to - from);
  }

  @Override
  void addSlots(ColumnVector[] sources, PickedRows picked) {
    int[][] slots = new int[sources.length][];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = ((IntVector) sources[i]).values();
    }
    int[] sourceOf = picked.sourceOf();
    int[] rows = picked.rows();
    int count = picked.count();
    int at = advance(count);
    if (length() > values.length) {
      values = Arrays.copyOf(values, grown(length()));
    }
    for (int i = 0; i < count; i++) {
      values[at + i] = slots[sourceOf[i]][rows[i]];
    }
  }

  @Override
  ColumnVector build(int count, NullMask mask) {
    return new IntVector(values, count, mask);
  }

  @Override
  int fixedBytes() {
    return 4;
  }
}
