package io.travertine.persist.data;

import java.util.Arrays;

/** Grows a {@link BytesVector} without a dictionary; all bytes together stay below 2 GiB. */
final class BytesBuilder extends ColumnBuilder {

  private byte[] heap = new byte[0];
  private int[] offsets = new int[1];

  @Override
  public void addBytes(byte[] bytes, int offset, int count) {
    int at = advance();
    offsets = fit(offsets, at + 2);
    int start = offsets[at];
    int end = Math.addExact(start, count);
    heap = fit(heap, end);
    System.arraycopy(bytes, offset, heap, start, count);
    offsets[at + 1] = end;
  }

  @Override
  void expect(int count) {
    if (count >= offsets.length) {
      offsets = Arrays.copyOf(offsets, count + 1);
    }
  }

  @Override
  void addZero() {
    addBytes(heap, 0, 0);
  }

  @Override
  void addPresent(ColumnVector source, int row) {
    BytesVector bytes = (BytesVector) source;
    int start = bytes.start(row);
    addBytes(bytes.heap(), start, bytes.end(row) - start);
  }

  @Override
  void addSlots(ColumnVector source, int from, int to) {
    BytesVector bytes = (BytesVector) source;
    if (bytes.isCoded()) {
      for (int row = from; row < to; row++) {
        if (bytes.isNull(row)) {
          addZero();
        } else {
          addPresent(bytes, row);
        }
      }
      return;
    }
    int at = advance(to - from);
    offsets = fit(offsets, length() + 1);
    int first = bytes.offsets()[from];
    int count = bytes.offsets()[to] - first;
    int start = offsets[at];
    heap = fit(heap, Math.addExact(start, count));
    System.arraycopy(bytes.heap(), first, heap, start, count);
    for (int row = from; row < to; row++) {
      offsets[at + row - from + 1] = start + bytes.offsets()[row + 1] - first;
    }
  }

  @Override
  void addSlots(ColumnVector[] sources, PickedRows picked) {
    int[] sourceOf = picked.sourceOf();
    int[] rows = picked.rows();
    for (int i = 0; i < picked.count(); i++) {
      BytesVector source = (BytesVector) sources[sourceOf[i]];
      if (source.isNull(rows[i])) {
        addZero();
      } else {
        addPresent(source, rows[i]);
      }
    }
  }

  @Override
  ColumnVector build(int count, NullMask mask) {
    return BytesVector.plain(heap, offsets, count, mask);
  }

  @Override
  int fixedBytes() {
    return Integer.BYTES;
  }

  /** The bytes of all values so far. */
  int heapBytes() {
    return offsets[length()];
  }
}
