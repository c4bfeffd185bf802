package io.travertine.persist.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hashes of rows: 64 well mixed bits, the same for rows equal under {@link RowOrder}. Not durable:
 * a later version may hash differently.
 */
public final class RowHash {

  /** The hash of an absent value. */
  static final long NULL = 0x9E37_79B9_7F4A_7C15L;

  private static final long PRIME = 0xD6E8_FEB8_6659_FD93L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private RowHash() {}

  /** The hash of every row of {@code batch}. */
  public static long[] of(ColumnBatch batch) {
    int[] rows = allRows(batch.length());
    long[] hashes = new long[rows.length];
    fold(batch, rows, hashes);
    return hashes;
  }

  /** The hash of the key and the value of every update. */
  public static long[] of(Updates updates) {
    return of(updates, allRows(updates.length()), updates.length());
  }

  /** The hash of the key and the value of the updates {@code rows[0..count)}, in that order. */
  static long[] of(Updates updates, int[] rows, int count) {
    long[] hashes = new long[count];
    fold(updates.keys(), rows, hashes);
    fold(updates.values(), rows, hashes);
    return hashes;
  }

  /** What {@link ColumnVector#hash} says of {@code rows[0..count)}, in that order. */
  static long[] of(ColumnVector column, int[] rows, int count) {
    long[] hashes = new long[count];
    hash(column, rows, hashes);
    return hashes;
  }

  private static int[] allRows(int length) {
    int[] rows = new int[length];
    for (int row = 0; row < length; row++) {
      rows[row] = row;
    }
    return rows;
  }

  private static void fold(ColumnBatch batch, int[] rows, long[] hashes) {
    long[] next = new long[hashes.length];
    for (ColumnVector column : batch.columns()) {
      hash(column, rows, next);
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = combine(hashes[i], next[i]);
      }
    }
  }

  /** One loop for each class of vector, so that none of them asks what a value is. */
  private static void hash(ColumnVector column, int[] rows, long[] hashes) {
    if (column instanceof LongVector longs) {
      hash(longs, rows, hashes);
    } else if (column instanceof IntVector ints) {
      hash(ints, rows, hashes);
    } else if (column instanceof BytesVector bytes) {
      hash(bytes, rows, hashes);
    } else {
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = column.hash(rows[i]);
      }
    }
  }

  private static void hash(LongVector column, int[] rows, long[] hashes) {
    boolean nulls = column.nulls().any();
    long[] values = column.values();
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = nulls ? column.hash(rows[i]) : mix(values[rows[i]]);
    }
  }

  private static void hash(IntVector column, int[] rows, long[] hashes) {
    boolean nulls = column.nulls().any();
    int[] values = column.values();
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = nulls ? column.hash(rows[i]) : mix(values[rows[i]]);
    }
  }

  private static void hash(BytesVector column, int[] rows, long[] hashes) {
    if (!column.isCoded() || column.entries() > hashes.length) {
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = column.hash(rows[i]);
      }
      return;
    }
    long[] entryHashes = new long[column.entries()];
    for (int i = 0; i < entryHashes.length; i++) {
      entryHashes[i] = ofBytes(column.heap(), column.offsets()[i], column.offsets()[i + 1]);
    }
    int[] codes = column.codes();
    boolean nulls = column.nulls().any();
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = nulls && column.isNull(rows[i]) ? NULL : entryHashes[codes[rows[i]]];
    }
  }

  private static long combine(long hash, long next) {
    return Long.rotateLeft(hash, 23) * PRIME + next;
  }

  static long mix(long value) {
    long mixed = (value ^ value >>> 32) * PRIME;
    mixed = (mixed ^ mixed >>> 32) * PRIME;
    return mixed ^ mixed >>> 32;
  }

  static long ofBytes(byte[] heap, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = mix(hash ^ (long) LONGS.get(heap, at));
    }
    long rest = 0;
    for (int shift = 0; at < to; at++, shift += 8) {
      rest |= (heap[at] & 0xFFL) << shift;
    }
    return mix(hash ^ rest);
  }
}
