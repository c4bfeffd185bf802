package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.BytesVector;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.NullMask;
import java.util.Arrays;
import java.util.Optional;

/**
 * The slots of strings or bytes. A chunk is coded throughout or plain throughout; coded ones stay
 * codes.
 */
final class BytesSlots extends ColumnSlots {

  private final int rows;
  private final long valueBytes;
  private Optional<BytesVector> entries = Optional.empty();
  private int[] rowCodes = new int[0];
  private byte[] heap = new byte[0];
  private int[] offsets = new int[0];
  private int used;

  BytesSlots(int rows, long valueBytes) {
    this.rows = rows;
    this.valueBytes = valueBytes;
  }

  @Override
  void readPlain(ByteSource page, int at, int count) {
    if (entries.isPresent()) {
      throw new IndexOutOfBoundsException("a plain page after a coded one");
    }
    if (offsets.length == 0) {
      heap = new byte[Math.toIntExact(valueBytes)];
      offsets = new int[rows + 1];
    }
    offsets[at] = used;
    for (int i = 0; i < count; i++) {
      int length = page.readInt();
      int start = page.skip(length);
      System.arraycopy(page.array(), start, heap, used, length);
      used += length;
      offsets[at + i + 1] = used;
    }
  }

  @Override
  void readCodes(ColumnVector dictionary, int[] codes, int at, int count) {
    if (offsets.length != 0) {
      throw new IndexOutOfBoundsException("a coded page after a plain one");
    }
    if (entries.isEmpty()) {
      entries = Optional.of((BytesVector) dictionary);
      rowCodes = new int[rows];
    }
    for (int i = 0; i < count; i++) {
      rowCodes[at + i] = codes[i];
    }
    int limit = dictionary.length();
    for (int i = 0; i < count; i++) {
      if (codes[i] < 0 || codes[i] >= limit) {
        throw new IndexOutOfBoundsException("code " + codes[i] + " of " + limit);
      }
    }
  }

  @Override
  void spread(int at, int[] present, int count, int values) {
    int from = at + values;
    if (entries.isPresent()) {
      for (int i = count - 1; i >= 0; i--) {
        rowCodes[at + i] = present[i] == 0 ? 0 : rowCodes[--from];
      }
    } else if (offsets.length != 0) {
      for (int i = count - 1; i >= 0; i--) {
        offsets[at + i + 1] = offsets[from];
        from -= present[i];
      }
    }
  }

  @Override
  ColumnVector build(NullMask nulls) {
    if (entries.isPresent()) {
      return BytesVector.coded(rowCodes, entries.get(), rows, nulls);
    }
    int[] ends = offsets.length == 0 ? new int[rows + 1] : offsets;
    byte[] bytes = heap.length - used > heap.length / 4 ? Arrays.copyOf(heap, used) : heap;
    return BytesVector.plain(bytes, ends, rows, nulls);
  }
}
