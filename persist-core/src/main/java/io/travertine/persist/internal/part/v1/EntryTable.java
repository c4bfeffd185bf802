package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.BytesVector;
import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Numbers the different values of a column in the order they are met: open addressing over rows,
 * half full at most. Not thread-safe.
 */
abstract class EntryTable {

  // Code + 1, or 0 where free; the length is a power of two.
  private int[] slots = new int[64];
  private int[] firstRows = new int[32];
  private int[] hashes = new int[32];
  private int size;

  /** How many different values were met. */
  final int size() {
    return size;
  }

  /** For each code, the first row with its value. */
  final int[] firstRows() {
    return Arrays.copyOf(firstRows, size);
  }

  /** The number of the value of {@code row}. */
  final int code(int row) {
    int hash = hash(row);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      int code = slots[slot] - 1;
      if (hashes[code] == hash && same(firstRows[code], row)) {
        return code;
      }
      slot = slot + 1 & mask;
    }
    if (size == firstRows.length) {
      grow();
      return code(row);
    }
    firstRows[size] = row;
    hashes[size] = hash;
    slots[slot] = ++size;
    entered(row);
    return size - 1;
  }

  /** The bytes of all different values, where that matters. */
  long bytes() {
    return 0;
  }

  abstract int hash(int row);

  abstract boolean same(int row, int other);

  void entered(int row) {}

  private void grow() {
    firstRows = Arrays.copyOf(firstRows, size * 2);
    hashes = Arrays.copyOf(hashes, size * 2);
    slots = new int[size * 4];
    for (int code = 0; code < size; code++) {
      int slot = hashes[code] & slots.length - 1;
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = code + 1;
    }
  }

  /** Values told apart by 64 bits. */
  static final class OfLongs extends EntryTable {

    private final IntToLongFunction bits;

    OfLongs(IntToLongFunction bits) {
      this.bits = bits;
    }

    @Override
    int hash(int row) {
      long mixed = bits.applyAsLong(row) * 0x9E37_79B9_7F4A_7C15L;
      return (int) (mixed >>> 32) ^ (int) (mixed >>> 47);
    }

    @Override
    boolean same(int row, int other) {
      return bits.applyAsLong(row) == bits.applyAsLong(other);
    }
  }

  /** Strings or bytes. */
  static final class OfBytes extends EntryTable {

    private final BytesVector vector;
    private long bytes;

    OfBytes(BytesVector vector) {
      this.vector = vector;
    }

    @Override
    int hash(int row) {
      long hash = vector.hash(row);
      return (int) (hash >>> 32) ^ (int) hash;
    }

    @Override
    boolean same(int row, int other) {
      return vector.compare(row, vector, other) == 0;
    }

    @Override
    void entered(int row) {
      bytes += vector.end(row) - vector.start(row);
    }

    @Override
    long bytes() {
      return bytes;
    }
  }
}
