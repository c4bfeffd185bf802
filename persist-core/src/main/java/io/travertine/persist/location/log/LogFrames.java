package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Versioned;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Entries on their way into a file: frames one after the other, each with a checksum that continues
 * that of the one before. Not thread-safe.
 */
final class LogFrames {

  static final int VERSION = 1;
  static final int TRUNCATION = 2;
  static final int IDENTITY = 3;

  /** What comes before each payload. */
  static final int FRAME_BYTES = 8;

  /** As large as one may be: what claims to be larger is none. */
  static final int BYTES_MAX = 1 << 30;

  private static final int FIRST_CAPACITY = 4_096;
  private static final byte[] NOTHING = {};

  private final CRC32C crc = new CRC32C();
  private final List<LogEntry> entries = new ArrayList<>();
  private final long position;
  private byte[] bytes = NOTHING;
  private int length;
  private int chain;

  /**
   * No frames yet.
   *
   * @param position in the file where they will begin
   * @param chain the checksum before them
   */
  LogFrames(long position, int chain) {
    this.position = position;
    this.chain = chain;
  }

  /** How many bytes the frame of a version takes. */
  static long versionBytes(byte[] key, int data) {
    return FRAME_BYTES + 1L + Integer.BYTES + key.length + Long.BYTES + data;
  }

  /** The frames; only the first {@link #length()} bytes count. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** The position behind them. */
  long end() {
    return position + length;
  }

  /** The checksum of the last one. */
  int chain() {
    return chain;
  }

  List<LogEntry> entries() {
    return entries;
  }

  void addVersion(String key, Versioned version) {
    byte[] name = key.getBytes(UTF_8);
    byte[] data = version.data();
    ByteBuffer frame = begin(VERSION, 1 + Integer.BYTES + name.length + Long.BYTES + data.length);
    frame.putInt(name.length).put(name).putLong(version.seqNo().value());
    long start = position + frame.position();
    end(frame.put(data));
    entries.add(new LogEntry.Version(key, version.seqNo(), start, data.length, checksum(data)));
  }

  void addTruncation(String key, SeqNo before) {
    byte[] name = key.getBytes(UTF_8);
    ByteBuffer frame = begin(TRUNCATION, 1 + Integer.BYTES + name.length + Long.BYTES);
    entries.add(new LogEntry.Truncation(key, before));
    end(frame.putInt(name.length).put(name).putLong(before.value()));
  }

  void addIdentity(DatabaseId id) {
    byte[] text = id.toString().getBytes(UTF_8);
    entries.add(new LogEntry.Identity(id));
    end(begin(IDENTITY, 1 + text.length).put(text));
  }

  private ByteBuffer begin(int kind, int payload) {
    int needed = Math.addExact(length, FRAME_BYTES + payload);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, Math.max(FIRST_CAPACITY, 2 * bytes.length)));
    }
    ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(length);
    return frame.putInt(payload).putInt(0).put((byte) kind);
  }

  private void end(ByteBuffer frame) {
    chain = checksum(crc, chain, bytes, length, frame.position() - length - FRAME_BYTES);
    frame.putInt(length + Integer.BYTES, chain);
    length = frame.position();
  }

  /** The checksum of a version's data. */
  static int checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, data.length);
    return (int) crc.getValue();
  }

  /** The checksum of the frame at {@code start}, with a payload of that many bytes. */
  static int checksum(CRC32C crc, int before, byte[] bytes, int start, int payload) {
    crc.reset();
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      crc.update(before >>> shift);
    }
    crc.update(bytes, start, Integer.BYTES);
    crc.update(bytes, start + FRAME_BYTES, payload);
    return (int) crc.getValue();
  }
}
