package io.travertine.persist.location.s3;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Versioned;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * A version as it lies in the bucket, linked to the one before it. Its bytes are described in this
 * package's own description.
 *
 * @param version what was committed
 * @param before the entry it follows; empty for the first
 * @param writer unlike that of any other attempt to write an entry
 * @param mark tells it from every other entry
 */
record LogEntry(Versioned version, Optional<Link> before, UUID writer, Mark mark) {

  private static final int MAGIC = 0x5452564C;
  private static final byte FORMAT = 1;
  private static final int HEADER_BYTES = 4 + 1 + 8 + 8 + Mark.BYTES + 16;
  private static final long NONE = -1;

  /** An entry's place in the log and its mark. */
  record Link(SeqNo seqNo, Mark mark) {}

  /** The first half of the SHA-256 of an entry's bytes. */
  record Mark(long high, long low) {

    static final int BYTES = 16;
    private static final Mark NONE = new Mark(0, 0);

    private static Mark of(byte[] bytes, int length) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes, 0, length);
        return read(ByteBuffer.wrap(digest.digest()));
      } catch (NoSuchAlgorithmException everyJvmHasIt) {
        throw new IllegalStateException(everyJvmHasIt);
      }
    }

    private static Mark read(ByteBuffer from) {
      return new Mark(from.getLong(), from.getLong());
    }

    private void write(ByteBuffer to) {
      to.putLong(high).putLong(low);
    }
  }

  /** An entry with its bytes. */
  record Encoded(LogEntry entry, byte[] bytes) {}

  SeqNo seqNo() {
    return version.seqNo();
  }

  Link link() {
    return new Link(seqNo(), mark);
  }

  /** The seqno of the entry it follows; -1 for the first. */
  long follows() {
    return before.map(link -> link.seqNo().value()).orElse(NONE);
  }

  /** Whether this was written to come after {@code other}. */
  boolean follows(LogEntry other) {
    return before.equals(Optional.of(other.link()));
  }

  /** A new entry that follows {@code before}. */
  static Encoded encode(Versioned version, Optional<Link> before, UUID writer) {
    byte[] bytes = new byte[HEADER_BYTES + version.data().length + Mark.BYTES];
    ByteBuffer out = ByteBuffer.wrap(bytes).putInt(MAGIC).put(FORMAT);
    out.putLong(version.seqNo().value());
    out.putLong(before.map(link -> link.seqNo().value()).orElse(NONE));
    before.map(Link::mark).orElse(Mark.NONE).write(out);
    out.putLong(writer.getMostSignificantBits()).putLong(writer.getLeastSignificantBits());
    out.put(version.data());
    Mark mark = Mark.of(bytes, out.position());
    mark.write(out);
    return new Encoded(new LogEntry(version, before, writer, mark), bytes);
  }

  /**
   * The entry that was written as {@code bytes}.
   *
   * @param name of its object, for messages
   * @throws CorruptException if they are damaged
   * @throws FormatTooNewException if a newer release wrote them
   */
  static LogEntry decode(String name, byte[] bytes) {
    int end = bytes.length - Mark.BYTES;
    if (end < HEADER_BYTES || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
      throw new CorruptException(
          "log entry " + name + " is damaged: its " + bytes.length + " bytes are no entry");
    }
    Mark mark = Mark.read(ByteBuffer.wrap(bytes, end, Mark.BYTES));
    if (!mark.equals(Mark.of(bytes, end))) {
      throw new CorruptException("log entry " + name + " is damaged: its checksum is wrong");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 4, end - 4);
    byte format = in.get();
    if (format > FORMAT) {
      throw new FormatTooNewException(
          "log entry %s has format %s, this release reads formats up to %s: upgrade"
              .formatted(name, format, FORMAT));
    }
    SeqNo seqNo = new SeqNo(in.getLong());
    long before = in.getLong();
    Mark beforeMark = Mark.read(in);
    UUID writer = new UUID(in.getLong(), in.getLong());
    Optional<Link> link =
        before == NONE ? Optional.empty() : Optional.of(new Link(new SeqNo(before), beforeMark));
    byte[] data = Arrays.copyOfRange(bytes, HEADER_BYTES, end);
    return new LogEntry(new Versioned(seqNo, data), link, writer, mark);
  }
}
