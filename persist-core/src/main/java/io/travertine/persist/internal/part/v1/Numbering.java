package io.travertine.persist.internal.part.v1;

import io.travertine.persist.data.BytesVector;
import java.util.Arrays;
import java.util.Optional;

/**
 * Numbers the different values of a column in the order they are met: open addressing, half full at
 * most. Gives up where values hardly repeat. Not thread-safe.
 */
final class Numbering {

  /** More different values than this are not worth a dictionary. */
  private static final int MAX_ENTRIES = 1 << 15;

  /** More bytes than this are not worth a dictionary. */
  private static final int MAX_BYTES = 1 << 20;

  /** After how many rows to ask whether values repeat at all. */
  private static final int PROBE_ROWS = 1024;

  private static final int SLOTS = 64;

  // Code + 1, or 0 where free; the length is a power of two.
  private int[] slots = new int[SLOTS];
  private int[] firstRows = new int[SLOTS / 2];
  private int[] hashes = new int[SLOTS / 2];
  private int size;

  private Numbering() {}

  /** The first {@code rows} numbers in codes, if they repeat enough. */
  static Optional<CodedColumn> of(long[] values, int rows) {
    return new Numbering().codes(values, rows);
  }

  /** A column without nulls and without a dictionary in codes, if its values repeat enough. */
  static Optional<CodedColumn> of(BytesVector vector) {
    return new Numbering().codes(vector);
  }

  private Optional<CodedColumn> codes(long[] values, int rows) {
    int[] codes = new int[rows];
    for (int row = 0; row < rows; row++) {
      codes[row] = row > 0 && values[row] == values[row - 1] ? codes[row - 1] : code(values, row);
      if (isPointless(row)) {
        return Optional.empty();
      }
    }
    return CodedColumn.worthwhile(codes, Arrays.copyOf(firstRows, size));
  }

  private int code(long[] values, int row) {
    long mixed = values[row] * 0x9E37_79B9_7F4A_7C15L;
    int hash = (int) (mixed >>> 32) ^ (int) (mixed >>> 47);
    int slot = hash & slots.length - 1;
    while (slots[slot] != 0) {
      int code = slots[slot] - 1;
      if (values[firstRows[code]] == values[row]) {
        return code;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return enter(slot, hash, row);
  }

  private Optional<CodedColumn> codes(BytesVector vector) {
    int[] codes = new int[vector.length()];
    long bytes = 0;
    for (int row = 0; row < codes.length; row++) {
      int known = size;
      codes[row] = code(vector, row);
      if (size > known) {
        bytes += vector.end(row) - vector.start(row);
      }
      if (isPointless(row) || bytes > MAX_BYTES) {
        return Optional.empty();
      }
    }
    return CodedColumn.worthwhile(codes, Arrays.copyOf(firstRows, size));
  }

  private int code(BytesVector vector, int row) {
    long mixed = vector.hash(row);
    int hash = (int) (mixed >>> 32) ^ (int) mixed;
    int slot = hash & slots.length - 1;
    while (slots[slot] != 0) {
      int code = slots[slot] - 1;
      if (hashes[code] == hash && same(vector, firstRows[code], row)) {
        return code;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return enter(slot, hash, row);
  }

  private static boolean same(BytesVector vector, int row, int other) {
    return Arrays.equals(
        vector.heap(),
        vector.start(row),
        vector.end(row),
        vector.heap(),
        vector.start(other),
        vector.end(other));
  }

  private int enter(int slot, int hash, int row) {
    firstRows[size] = row;
    hashes[size] = hash;
    slots[slot] = ++size;
    if (size == firstRows.length) {
      grow();
    }
    return size - 1;
  }

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

  /** Whether there are too many different values after {@code row} for a dictionary. */
  private boolean isPointless(int row) {
    return size > MAX_ENTRIES || ((row + 1) % PROBE_ROWS == 0 && size > (row + 1) / 2);
  }

  /**
   * Codes of a column that has a dictionary already, without entries no row has; if they are worth
   * it.
   */
  static Optional<CodedColumn> again(BytesVector vector) {
    int[] known = new int[vector.entries()];
    int[] codes = new int[vector.length()];
    int[] firstRows = new int[Math.min(known.length, codes.length)];
    int size = 0;
    long bytes = 0;
    for (int row = 0; row < codes.length; row++) {
      int entry = vector.codes()[row];
      if (known[entry] == 0) {
        firstRows[size] = row;
        known[entry] = ++size;
        bytes += vector.end(row) - vector.start(row);
      }
      codes[row] = known[entry] - 1;
    }
    if (size > MAX_ENTRIES || bytes > MAX_BYTES) {
      return Optional.empty();
    }
    return CodedColumn.worthwhile(codes, Arrays.copyOf(firstRows, size));
  }
}
