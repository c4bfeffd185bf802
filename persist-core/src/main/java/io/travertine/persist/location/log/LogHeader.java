package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.travertine.persist.error.FormatTooNewException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a side begins.
 *
 * @param generation which of all sides there ever were this is; the first is 1
 * @param copiedEnd up to where it was filled before it became current
 */
record LogHeader(long generation, long copiedEnd) {

  /** The format this release writes; it reads every one up to it. */
  static final int FORMAT = 1;

  /** Where entries begin. */
  static final int BYTES = 4_096;

  /** Where a side says what came after it. */
  static final int SUCCESSOR_POSITION = 512;

  private static final byte[] MAGIC = "TRVTLOG\n".getBytes(US_ASCII);
  private static final int CHECKED_BYTES = 32;
  private static final int FORMAT_POSITION = 8;
  private static final int GENERATION_POSITION = 16;
  private static final int COPIED_POSITION = 24;

  byte[] bytes() {
    ByteBuffer buffer = littleEndian(new byte[CHECKED_BYTES + Integer.BYTES]);
    buffer.put(0, MAGIC);
    buffer.putInt(FORMAT_POSITION, FORMAT);
    buffer.putLong(GENERATION_POSITION, generation);
    buffer.putLong(COPIED_POSITION, copiedEnd);
    buffer.putInt(CHECKED_BYTES, checksum(buffer.array(), CHECKED_BYTES));
    return buffer.array();
  }

  /**
   * Reads a side's first bytes; empty if it has no sound header.
   *
   * @param name of the file, for messages
   * @throws FormatTooNewException if a newer release wrote it
   */
  static Optional<LogHeader> parse(byte[] bytes, String name) {
    if (bytes.length < CHECKED_BYTES + Integer.BYTES
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return Optional.empty();
    }
    ByteBuffer buffer = littleEndian(bytes);
    if (buffer.getInt(CHECKED_BYTES) != checksum(bytes, CHECKED_BYTES)) {
      return Optional.empty();
    }
    int format = buffer.getInt(FORMAT_POSITION);
    if (format > FORMAT) {
      throw new FormatTooNewException(
          "the consensus %s has format %s, this release reads formats up to %s: upgrade"
              .formatted(name, format, FORMAT));
    }
    return Optional.of(
        new LogHeader(buffer.getLong(GENERATION_POSITION), buffer.getLong(COPIED_POSITION)));
  }

  /** What the checksum of the first entry continues. */
  int seed() {
    ByteBuffer buffer = littleEndian(new byte[MAGIC.length + Long.BYTES]);
    buffer.put(MAGIC).putLong(generation);
    return checksum(buffer.array(), buffer.capacity());
  }

  /** What a side says, at {@link #SUCCESSOR_POSITION}, once this one comes after it. */
  byte[] asSuccessor() {
    ByteBuffer buffer = littleEndian(new byte[Long.BYTES + Integer.BYTES]);
    buffer.putLong(generation);
    buffer.putInt(checksum(buffer.array(), Long.BYTES));
    return buffer.array();
  }

  /** Whether a side with this header says, with its first bytes, that another one came after it. */
  boolean isSucceeded(byte[] bytes) {
    if (bytes.length < SUCCESSOR_POSITION + Long.BYTES + Integer.BYTES) {
      return false;
    }
    byte[] said =
        Arrays.copyOfRange(
            bytes, SUCCESSOR_POSITION, SUCCESSOR_POSITION + Long.BYTES + Integer.BYTES);
    ByteBuffer buffer = littleEndian(said);
    return buffer.getInt(Long.BYTES) == checksum(said, Long.BYTES)
        && buffer.getLong(0) > generation;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
