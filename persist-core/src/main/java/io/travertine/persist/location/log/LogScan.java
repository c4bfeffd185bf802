package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.SeqNo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Reads the entries of a side from a position on, as long as their checksums hold. */
final class LogScan {

  private static final int CHUNK_BYTES = 1 << 20;

  private final LogFiles files;
  private final Side side;
  private final CRC32C crc = new CRC32C();
  private long position;
  private int chain;

  /** What was read of the file, from {@code chunkStart} on. */
  private byte[] chunk = new byte[0];

  private long chunkStart;

  /**
   * Nothing read yet.
   *
   * @param position where a frame begins
   * @param chain the checksum before it
   */
  LogScan(LogFiles files, Side side, long position, int chain) {
    this.files = files;
    this.side = side;
    this.position = position;
    this.chain = chain;
  }

  /** Behind the last sound entry. */
  long position() {
    return position;
  }

  /** The checksum of the last sound entry. */
  int chain() {
    return chain;
  }

  /** Reads up to {@code end}, or less if what comes before is no sound entry. */
  void readTo(long end, Consumer<LogEntry> entries) throws IOException {
    while (position + LogFrames.FRAME_BYTES <= end) {
      int start = require(LogFrames.FRAME_BYTES, end);
      if (start < 0) {
        return;
      }
      ByteBuffer frame = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
      int payload = frame.getInt(start);
      int expected = frame.getInt(start + Integer.BYTES);
      if (payload <= 0
          || payload > LogFrames.BYTES_MAX - LogFrames.FRAME_BYTES
          || payload > end - position - LogFrames.FRAME_BYTES) {
        return;
      }
      start = require(LogFrames.FRAME_BYTES + payload, end);
      if (start < 0 || LogFrames.checksum(crc, chain, chunk, start, payload) != expected) {
        return;
      }
      entries.accept(parse(start + LogFrames.FRAME_BYTES, payload));
      chain = expected;
      position += LogFrames.FRAME_BYTES + payload;
    }
  }

  /** Where in the chunk the next {@code length} bytes begin; negative if the file has fewer. */
  private int require(int length, long end) throws IOException {
    if (position < chunkStart || position + length > chunkStart + chunk.length) {
      int wanted = (int) Math.min(end - position, Math.max(length, CHUNK_BYTES));
      chunk = files.read(side, position, wanted);
      chunkStart = position;
    }
    return chunk.length < length ? -1 : (int) (position - chunkStart);
  }

  private LogEntry parse(int start, int payload) {
    ByteBuffer in = ByteBuffer.wrap(chunk, start, payload).order(ByteOrder.LITTLE_ENDIAN);
    int kind = in.get();
    if (kind == LogFrames.IDENTITY) {
      byte[] text = new byte[in.remaining()];
      in.get(text);
      return new LogEntry.Identity(DatabaseId.parse(new String(text, UTF_8)));
    }
    byte[] key = new byte[in.getInt()];
    in.get(key);
    String name = new String(key, UTF_8);
    SeqNo seqNo = new SeqNo(in.getLong());
    return switch (kind) {
      case LogFrames.VERSION -> {
        long data = chunkStart + in.position();
        int length = in.remaining();
        crc.reset();
        crc.update(in);
        yield new LogEntry.Version(name, seqNo, data, length, (int) crc.getValue());
      }
      case LogFrames.TRUNCATION -> new LogEntry.Truncation(name, seqNo);
      default ->
          throw new CorruptException(
              "the consensus %s has an entry of unknown kind %s at %s of %s"
                  .formatted(files.directory(), kind, position, side.fileName()));
    };
  }
}
