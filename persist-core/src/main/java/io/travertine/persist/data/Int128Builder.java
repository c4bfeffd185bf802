package io.travertine.persist.data;

import java.util.Arrays;

/** Grows an {@link Int128Vector}. */
final class Int128Builder extends ColumnBuilder {

  private long[] high = new long[0];
  private long[] low = new long[0];

  @Override
  public void addInt128(long valueHigh, long valueLow) {
    int at = advance();
    high = fit(high, at + 1);
    low = fit(low, at + 1);
    high[at] = valueHigh;
    low[at] = valueLow;
  }

  @Override
  void expect(int count) {
    if (count > high.length) {
      high = Arrays.copyOf(high, count);
      low = Arrays.copyOf(low, count);
    }
  }

  @Override
  void addZero() {
    addInt128(0, 0);
  }

  @Override
  void addPresent(ColumnVector source, int row) {
    Int128Vector wide = (Int128Vector) source;
    addInt128(wide.high()[row], wide.low()[row]);
  }

  @Override
  void addSlots(ColumnVector source, int from, int to) {
    Int128Vector wide = (Int128Vector) source;
    int at = advance(to - from);
    high = fit(high, length());
    low = fit(low, length());
    System.arraycopy(wide.high(), from, high, at, to - from);
    System.arraycopy(wide.low(), from, low, at, to - from);
  }

  @Override
  void addSlots(ColumnVector[] sources, PickedRows picked) {
    for (int i = 0; i < picked.count(); i++) {
      addPresent(sources[picked.sourceOf()[i]], picked.rows()[i]);
    }
  }

  @Override
  ColumnVector build(int count, NullMask mask) {
    return new Int128Vector(high, low, count, mask);
  }

  @Override
  int fixedBytes() {
    return 16;
  }
}
