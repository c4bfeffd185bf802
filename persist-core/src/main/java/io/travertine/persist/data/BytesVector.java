package io.travertine.persist.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A column of strings (UTF-8) or bytes: entries in one heap, one entry a row or, with a dictionary,
 * one code a row.
 *
 * <p>The bytes of row {@code i} are {@code heap()[start(i) .. end(i))}, whichever the form.
 */
public final class BytesVector implements ColumnVector {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] heap;
  private final int[] offsets;
  private final int entries;

  /** Null if the vector has no dictionary. */
  private final int @Nullable [] codes;

  private final int length;
  private final NullMask nulls;

  private BytesVector(
      byte[] heap, int[] offsets, int entries, int @Nullable [] codes, int length, NullMask nulls) {
    if (entries < 0 || offsets.length <= entries) {
      throw new IllegalArgumentException(offsets.length + " offsets for " + entries + " entries");
    }
    this.heap = heap;
    this.offsets = offsets;
    this.entries = entries;
    this.codes = codes;
    this.length = length;
    this.nulls = nulls;
  }

  /**
   * One entry a row, empty where null.
   *
   * @param heap the bytes of the rows, one after the other; handed over
   * @param offsets where the row's bytes start, and at {@code length} where the last one's end;
   *     handed over
   */
  public static BytesVector plain(byte[] heap, int[] offsets, int length, NullMask nulls) {
    return new BytesVector(heap, offsets, length, null, length, nulls);
  }

  /**
   * One code a row.
   *
   * @param codes positions in {@code dictionary}, 0 where null; handed over; at least {@code
   *     length} of them
   * @param dictionary without nulls and itself without a dictionary; not empty unless {@code
   *     length} is 0. Its entries need not be distinct or sorted
   */
  public static BytesVector coded(int[] codes, BytesVector dictionary, int length, NullMask nulls) {
    if (dictionary.codes != null || dictionary.nulls.any()) {
      throw new IllegalArgumentException("a dictionary has no nulls and no dictionary");
    }
    if (length < 0 || length > codes.length) {
      throw new IllegalArgumentException(length + " rows in an array of " + codes.length);
    }
    return new BytesVector(
        dictionary.heap, dictionary.offsets, dictionary.length, codes, length, nulls);
  }

  /** All entries' bytes, read only. */
  public byte[] heap() {
    return heap;
  }

  /** Where each entry starts, and where the last one ends; read only. */
  public int[] offsets() {
    return offsets;
  }

  /** How many entries: of the dictionary, or one a row. */
  public int entries() {
    return entries;
  }

  /** Whether rows are codes into a dictionary. */
  public boolean isCoded() {
    return codes != null;
  }

  /**
   * The entry of each row, read only; 0 where null.
   *
   * @throws IllegalStateException if not {@link #isCoded}
   */
  public int[] codes() {
    if (codes == null) {
      throw new IllegalStateException("not a dictionary vector");
    }
    return codes;
  }

  /** The entry of {@code row}: its code, or the row itself. */
  public int entry(int row) {
    return codes == null ? row : codes[row];
  }

  /** Where the bytes of {@code row} start in the heap. */
  public int start(int row) {
    return offsets[entry(row)];
  }

  /** Where the bytes of {@code row} end in the heap, exclusive. */
  public int end(int row) {
    return offsets[entry(row) + 1];
  }

  /** The bytes of all rows together; an entry counts as often as it comes. */
  public long totalBytes() {
    if (codes == null) {
      return offsets[length] - offsets[0];
    }
    long total = 0;
    for (int row = 0; row < length; row++) {
      total += end(row) - start(row);
    }
    return total;
  }

  /** A copy of the bytes of {@code row}. */
  public byte[] bytes(int row) {
    return Arrays.copyOfRange(heap, start(row), end(row));
  }

  /** The bytes of {@code row} read as UTF-8. */
  public String string(int row) {
    int start = start(row);
    return new String(heap, start, end(row) - start, StandardCharsets.UTF_8);
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
    BytesVector that = (BytesVector) other;
    if (nulls.any() || that.nulls.any()) {
      boolean absent = nulls.isNull(row);
      if (absent || that.nulls.isNull(otherRow)) {
        return Boolean.compare(that.nulls.isNull(otherRow), absent);
      }
    }
    return Arrays.compareUnsigned(
        heap, start(row), end(row), that.heap, that.start(otherRow), that.end(otherRow));
  }

  @Override
  public long hash(int row) {
    return nulls.isNull(row) ? RowHash.NULL : RowHash.ofBytes(heap, start(row), end(row));
  }

  @Override
  public long orderPrefix(int row) {
    if (nulls.isNull(row)) {
      return Long.MIN_VALUE;
    }
    int entry = entry(row);
    int start = offsets[entry];
    int bytes = offsets[entry + 1] - start;
    if (start + Long.BYTES <= heap.length && bytes > 0) {
      long word = (long) LONGS.get(heap, start);
      long prefix = bytes < Long.BYTES ? word & -1L << Long.SIZE - bytes * Byte.SIZE : word;
      return prefix ^ Long.MIN_VALUE;
    }
    long prefix = 0;
    for (int i = 0; i < Math.min(bytes, Long.BYTES); i++) {
      prefix |= (heap[start + i] & 0xFFL) << 56 - 8 * i;
    }
    return prefix ^ Long.MIN_VALUE;
  }

  @Override
  public BytesVector gather(int[] rows, int from, int to) {
    int count = to - from;
    if (codes != null) {
      int[] gathered = new int[count];
      for (int i = from; i < to; i++) {
        gathered[i - from] = codes[rows[i]];
      }
      return new BytesVector(heap, offsets, entries, gathered, count, nulls.gather(rows, from, to));
    }
    int[] ends = new int[count + 1];
    int size = 0;
    for (int i = from; i < to; i++) {
      size = Math.addExact(size, offsets[rows[i] + 1] - offsets[rows[i]]);
      ends[i - from + 1] = size;
    }
    byte[] bytes = new byte[size];
    for (int i = from; i < to; i++) {
      int at = ends[i - from];
      System.arraycopy(heap, offsets[rows[i]], bytes, at, ends[i - from + 1] - at);
    }
    return plain(bytes, ends, count, nulls.gather(rows, from, to));
  }

  @Override
  public long retainedBytes() {
    long own = codes == null ? 0 : 4L * codes.length;
    return own + heap.length + 4L * offsets.length + nulls.retainedBytes();
  }

  @Override
  public boolean holds(ColumnType type) {
    return type.kind() == ColumnType.Kind.STRING || type.kind() == ColumnType.Kind.BYTES;
  }
}
