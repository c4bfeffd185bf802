package io.travertine.persist.internal.part.v1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow, little-endian. Not thread-safe. */
final class ByteSink {

  private byte[] bytes = new byte[64];
  private ByteBuffer view = view(bytes);
  private int size;

  private static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int size() {
    return size;
  }

  /** The array behind, of at least {@link #size} bytes, until the next write. */
  byte[] array() {
    return bytes;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  void clear() {
    size = 0;
  }

  /** Grows once for {@code count} more bytes, if they are going to come. */
  void expect(long count) {
    if (size + count > bytes.length) {
      growTo(size + count);
    }
  }

  /** Makes room for {@code count} more bytes and takes them; answers where they start. */
  int reserve(int count) {
    int start = size;
    int needed = Math.addExact(size, count);
    if (needed > bytes.length) {
      growTo(Math.max(needed, bytes.length * 2L));
    }
    size = needed;
    return start;
  }

  private void growTo(long capacity) {
    bytes = Arrays.copyOf(bytes, (int) Math.min(capacity, Integer.MAX_VALUE - 8L));
    view = view(bytes);
  }

  /** Gives back everything from {@code newSize} on. */
  void truncate(int newSize) {
    size = newSize;
  }

  void putByte(int value) {
    int at = reserve(1);
    bytes[at] = (byte) value;
  }

  void putInt(int value) {
    int at = reserve(Integer.BYTES);
    view.putInt(at, value);
  }

  void putIntAt(int at, int value) {
    view.putInt(at, value);
  }

  void putLong(long value) {
    int at = reserve(Long.BYTES);
    view.putLong(at, value);
  }

  void putBytes(byte[] source, int from, int to) {
    int at = reserve(to - from);
    System.arraycopy(source, from, bytes, at, to - from);
  }

  /** Seven bits a byte, lowest first, the top bit set on all but the last. */
  void putVarint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      putByte((int) rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    putByte((int) rest);
  }

  /** A varint of a signed number, small for small magnitudes. */
  void putZigzag(long value) {
    putVarint(value << 1 ^ value >> 63);
  }

  /** Room for {@code count} bytes as a little-endian buffer. */
  ByteBuffer room(int count) {
    int at = reserve(count);
    return view.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(at).limit(at + count);
  }
}
