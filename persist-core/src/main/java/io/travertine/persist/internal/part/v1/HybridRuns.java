package io.travertine.persist.internal.part.v1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Parquet's RLE/bit-packing hybrid: small numbers of a fixed bit width as runs of one value or as
 * groups of eight packed values.
 */
final class HybridRuns {

  private static final int GROUP = 8;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private HybridRuns() {}

  /** The bits needed for numbers up to {@code max}. */
  static int bitWidth(int max) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(max);
  }

  /** Writes {@code values[from..to)}. */
  static void write(int[] values, int from, int to, int bitWidth, ByteSink sink) {
    int at = from;
    while (at < to) {
      int run = runLength(values, at, to);
      if (run >= GROUP || run == to - at) {
        sink.putVarint((long) run << 1);
        for (int shift = 0; shift < bitWidth; shift += 8) {
          sink.putByte(values[at] >>> shift);
        }
        at += run;
      } else {
        int groups = 1;
        while (at + groups * GROUP < to && runLength(values, at + groups * GROUP, to) < GROUP) {
          groups++;
        }
        writePacked(values, at, to, groups, bitWidth, sink);
        at += groups * GROUP;
      }
    }
  }

  private static int runLength(int[] values, int from, int to) {
    int end = from + 1;
    while (end < to && values[end] == values[from]) {
      end++;
    }
    return end - from;
  }

  /** Writes groups of eight, lowest bits first; beyond {@code to} they are filled with zeros. */
  private static void writePacked(
      int[] values, int from, int to, int groups, int bitWidth, ByteSink sink) {
    sink.putVarint((long) groups << 1 | 1);
    int at = sink.reserve(groups * bitWidth);
    byte[] bytes = sink.array();
    long pending = 0;
    int pendingBits = 0;
    int end = Math.min(to, from + groups * GROUP);
    for (int i = from; i < end; i++) {
      pending |= (long) values[i] << pendingBits;
      pendingBits += bitWidth;
      while (pendingBits >= Byte.SIZE) {
        bytes[at++] = (byte) pending;
        pending >>>= Byte.SIZE;
        pendingBits -= Byte.SIZE;
      }
    }
    while (at < sink.size()) {
      bytes[at++] = (byte) pending;
      pending = 0;
    }
  }

  /** Reads {@code count} numbers into {@code into[at..]}. */
  static void read(ByteSource source, int bitWidth, int[] into, int at, int count) {
    int to = at + count;
    int next = at;
    while (next < to) {
      long header = source.readVarint();
      long length = header >>> 1;
      if ((header & 1) == 0) {
        int value = 0;
        for (int shift = 0; shift < bitWidth; shift += 8) {
          value |= source.readByte() << shift;
        }
        if (length == 0 || length > to - next) {
          throw new IndexOutOfBoundsException("run of " + length + ", " + (to - next) + " wanted");
        }
        Arrays.fill(into, next, next + (int) length, value);
        next += (int) length;
      } else {
        if (length == 0 || (length - 1) * GROUP >= to - next) {
          throw new IndexOutOfBoundsException(
              length + " groups of eight, " + (to - next) + " wanted");
        }
        int start = source.skip((int) length * bitWidth);
        int values = (int) Math.min(length * GROUP, to - next);
        readPacked(source.array(), start, bitWidth, into, next, values);
        next += values;
      }
    }
  }

  private static void readPacked(
      byte[] bytes, int start, int bitWidth, int[] into, int at, int count) {
    long mask = (1L << bitWidth) - 1;
    for (int i = 0; i < count; i++) {
      long bit = (long) i * bitWidth;
      int from = start + (int) (bit >>> 3);
      long word =
          from + Long.BYTES <= bytes.length ? (long) LONGS.get(bytes, from) : tail(bytes, from);
      into[at + i] = (int) (word >>> (bit & 7) & mask);
    }
  }

  /** The last bytes of an array as a number of eight, the missing ones zero. */
  private static long tail(byte[] bytes, int from) {
    long word = 0;
    for (int i = from; i < bytes.length; i++) {
      word |= (bytes[i] & 0xFFL) << Byte.SIZE * (i - from);
    }
    return word;
  }
}
