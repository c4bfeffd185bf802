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
    long[] hashes = new long[batch.length()];
    fold(batch, hashes);
    return hashes;
  }

  /** The hash of the key and the value of every update. */
  public static long[] of(Updates updates) {
    long[] hashes = new long[updates.length()];
    fold(updates.keys(), hashes);
    fold(updates.values(), hashes);
    return hashes;
  }

  private static void fold(ColumnBatch batch, long[] hashes) {
    for (ColumnVector column : batch.columns()) {
      fold(column, hashes);
    }
  }

  private static void fold(ColumnVector column, long[] hashes) {
    if (column instanceof BytesVector bytes && bytes.isCoded()) {
      long[] entryHashes = new long[bytes.entries()];
      for (int i = 0; i < entryHashes.length; i++) {
        entryHashes[i] = ofBytes(bytes.heap(), bytes.offsets()[i], bytes.offsets()[i + 1]);
      }
      int[] codes = bytes.codes();
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = combine(hashes[i], bytes.isNull(i) ? NULL : entryHashes[codes[i]]);
      }
      return;
    }
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = combine(hashes[i], column.hash(i));
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
