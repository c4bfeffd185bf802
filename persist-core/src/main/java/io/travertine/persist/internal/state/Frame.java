package io.travertine.persist.internal.state;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The frame around every diff, rollup and transmitted batch, the same for all format versions:
 * magic (4 bytes), format version, length of the payload, CRC32C of everything else (4 bytes each,
 * big-endian), payload.
 *
 * <p>The checksum is judged first, so that only an intact frame can claim to be of a newer format.
 */
enum Frame {
  DIFF("TVSD", 1),
  ROLLUP("TVSR", 1),

  /** From 2 on, a batch in the txns shard is still to be given the time of its commit. */
  BATCH("TVSB", 2);

  private static final int HEADER_BYTES = 16;
  private static final int CRC_OFFSET = 12;

  private final int magic;
  private final int version;

  Frame(String magic, int version) {
    this.magic = ByteBuffer.wrap(magic.getBytes(StandardCharsets.US_ASCII)).getInt();
    this.version = version;
  }

  byte[] wrap(MessageLite payload) {
    return wrap(payload, version);
  }

  /** For tests of older readers. */
  byte[] wrap(MessageLite payload, int formatVersion) {
    int length = payload.getSerializedSize();
    byte[] bytes = new byte[HEADER_BYTES + length];
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putInt(magic).putInt(formatVersion).putInt(length);
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes, HEADER_BYTES, length);
      payload.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException impossible) {
      throw new IllegalStateException("writing to memory failed", impossible);
    }
    header.putInt(CRC_OFFSET, checksum(bytes));
    return bytes;
  }

  /** The payload of an intact frame of a known format. */
  <M> M unwrap(byte[] bytes, Parser<M> parser) {
    if (bytes.length < HEADER_BYTES) {
      throw corrupt("only " + bytes.length + " bytes");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (header.getInt() != magic) {
      throw corrupt("it begins with other bytes");
    }
    int formatVersion = header.getInt();
    if (header.getInt() != bytes.length - HEADER_BYTES) {
      throw corrupt("length " + (bytes.length - HEADER_BYTES) + " is not what it says");
    }
    if (header.getInt() != checksum(bytes)) {
      throw corrupt("checksum does not match");
    }
    if (formatVersion > version) {
      throw new FormatTooNewException(
          described() + " has format " + formatVersion + ", this program knows up to " + version);
    }
    try {
      return parser.parse(
          CodedInputStream.newInstance(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES));
    } catch (IOException | IllegalArgumentException | IllegalStateException broken) {
      throw new CorruptException(described() + " is not readable: " + broken.getMessage(), broken);
    }
  }

  /** Reads a payload. */
  @FunctionalInterface
  interface Parser<M> {
    M parse(CodedInputStream in) throws IOException;
  }

  private CorruptException corrupt(String why) {
    return new CorruptException(described() + " is corrupt: " + why);
  }

  private String described() {
    return switch (this) {
      case DIFF -> "state diff";
      case ROLLUP -> "rollup";
      case BATCH -> "transmitted batch";
    };
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CRC_OFFSET);
    crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
    return (int) crc.getValue();
  }
}
