package io.travertine.persist.internal.part.v1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads what {@link ByteSink} wrote. Not thread-safe. Reading past the end throws {@link
 * IndexOutOfBoundsException}.
 */
final class ByteSource {

  private final byte[] bytes;
  private final ByteBuffer view;
  private final int end;
  private int at;

  ByteSource(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.at = from;
    this.end = to;
  }

  boolean isAtEnd() {
    return at == end;
  }

  /** Passes over {@code count} bytes; answers where they start. */
  int skip(int count) {
    if (count < 0 || count > end - at) {
      throw new IndexOutOfBoundsException(count + " bytes wanted, " + (end - at) + " left");
    }
    int start = at;
    at += count;
    return start;
  }

  int readByte() {
    return bytes[skip(1)] & 0xFF;
  }

  /** The byte at a place {@link #skip} answered. */
  int byteAt(int place) {
    return bytes[place] & 0xFF;
  }

  /** The array behind. */
  byte[] array() {
    return bytes;
  }

  int readInt() {
    return view.getInt(skip(Integer.BYTES));
  }

  long readLong() {
    return view.getLong(skip(Long.BYTES));
  }

  byte[] readBytes(int count) {
    int start = skip(count);
    return Arrays.copyOfRange(bytes, start, start + count);
  }

  long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("varint of more than ten bytes");
  }

  long readZigzag() {
    long value = readVarint();
    return value >>> 1 ^ -(value & 1);
  }

  /**
   * A varint that counts things of at least one bit each in what follows: a corrupted count cannot
   * ask for more memory than eight times the input.
   */
  int readCount() {
    long count = readVarint();
    if (count < 0 || count > 8L * (end - at)) {
      throw new IndexOutOfBoundsException("count " + count + " with " + (end - at) + " bytes left");
    }
    return (int) count;
  }

  ByteBuffer slice(int count) {
    int start = skip(count);
    return view.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(start).limit(start + count);
  }
}
