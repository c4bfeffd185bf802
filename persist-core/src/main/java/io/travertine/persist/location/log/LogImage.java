package io.travertine.persist.location.log;

import io.travertine.persist.error.CorruptException;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one who has a log open knows of it: the side that is current, as far as it is on disk. Not
 * thread-safe.
 */
final class LogImage {

  private final LogFiles files;
  private final Side side;
  private final LogHeader header;
  private final long capacity;
  private final LogIndex index = new LogIndex();
  private long end = LogHeader.BYTES;
  private int chain;

  private LogImage(LogFiles files, Side side, LogHeader header) throws IOException {
    this.files = files;
    this.side = side;
    this.header = header;
    this.capacity = files.size(side);
    this.chain = header.seed();
  }

  // ---- finding it

  /**
   * Finds the newest side and reads it to its end, which is where checksums end.
   *
   * @throws CorruptException if there is no sound one, or less than was published
   */
  static LogImage newest(LogFiles files) throws IOException {
    Map<Side, LogHeader> headers = headers(files);
    Side newest = null;
    for (Map.Entry<Side, LogHeader> each : headers.entrySet()) {
      if (newest == null
          || each.getValue().generation()
              > Objects.requireNonNull(headers.get(newest)).generation()) {
        newest = each.getKey();
      }
    }
    if (newest == null) {
      throw new CorruptException(
          "the consensus " + files.directory() + " has no file with a sound header");
    }
    LogImage image = new LogImage(files, newest, Objects.requireNonNull(headers.get(newest)));
    if (image.header.isSucceeded(files.read(newest, 0, LogHeader.BYTES))) {
      throw new CorruptException(
          "the consensus %s is damaged: %s is not the newest part of it, and %s has no sound header"
              .formatted(files.directory(), newest.fileName(), newest.other().fileName()));
    }
    image.readTo(image.capacity);
    image.checkComplete();
    return image;
  }

  /**
   * Finds what was published last, and nothing else; for when the log is settled.
   *
   * @throws CorruptException if it cannot be read
   */
  static LogImage published(LogFiles files) throws IOException {
    LogImage found = null;
    while (found == null) {
      found = at(files, files.mark());
    }
    return found.refreshed();
  }

  private static Map<Side, LogHeader> headers(LogFiles files) throws IOException {
    Map<Side, LogHeader> headers = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      if (files.size(side) > 0) {
        LogHeader.parse(
                files.read(side, 0, LogHeader.BYTES),
                files.directory().resolve(side.fileName()).toString())
            .ifPresent(header -> headers.put(side, header));
      }
    }
    return headers;
  }

  private void checkComplete() throws IOException {
    Mark mark = files.mark();
    if (mark.isAfter(header.generation())) {
      throw new CorruptException(
          "the consensus %s is damaged: what was written after %s has no sound header"
              .formatted(files.directory(), side.fileName()));
    }
    long least = mark.isOf(header.generation()) ? mark.end() : 0;
    if (end < Math.max(least, header.copiedEnd())) {
      throw damaged(Math.max(least, header.copiedEnd()));
    }
  }

  private CorruptException damaged(long known) {
    return new CorruptException(
        "the consensus %s is damaged: %s has no sound entry at %s, but goes on to %s: restore the whole directory from a backup"
            .formatted(files.directory(), side.fileName(), end, known));
  }

  /** Whether nobody made the other side current since. */
  boolean isCurrent() throws IOException {
    return !files.mark().isAfter(header.generation());
  }

  /**
   * This one with all that was published since; another one if the other side is current now.
   *
   * @throws CorruptException if it cannot be read
   */
  LogImage refreshed() throws IOException {
    LogImage image = this;
    while (true) {
      Mark mark = files.mark();
      if (mark.isAfter(image.header.generation())) {
        LogImage found = at(files, mark);
        if (found == null) {
          continue; // recycled meanwhile
        }
        image = found;
      }
      if (!mark.isOf(image.header.generation()) || mark.end() <= image.end) {
        return image;
      }
      image.readTo(mark.end());
      if (!image.isCurrent()) {
        continue;
      }
      if (image.end < mark.end()) {
        throw image.damaged(mark.end());
      }
      return image;
    }
  }

  /** What the mark tells of, nothing of it read yet; null if that is not current any more. */
  private static @Nullable LogImage at(LogFiles files, Mark mark) throws IOException {
    for (Map.Entry<Side, LogHeader> each : headers(files).entrySet()) {
      if (mark.isOf(each.getValue().generation())) {
        return new LogImage(files, each.getKey(), each.getValue());
      }
    }
    if (files.mark().equals(mark)) {
      throw new CorruptException(
          "the consensus %s is damaged: what is current has no sound header"
              .formatted(files.directory()));
    }
    return null;
  }

  private void readTo(long until) throws IOException {
    LogScan scan = new LogScan(files, side, end, chain);
    try {
      scan.readTo(until, index::apply);
    } finally {
      end = scan.position(); // as far as the index knows, also if more cannot be read
      chain = scan.chain();
    }
  }

  // ---- for who has the turn

  /** Begins a log where there is none. */
  static void create(LogFiles files) throws IOException {
    LogHeader first = new LogHeader(1, LogHeader.BYTES);
    files.resize(Side.A, files.unit());
    byte[] header = first.bytes();
    files.write(Side.A, 0, header, header.length);
    files.publish(Mark.of(first.generation(), first.copiedEnd()));
  }

  /**
   * This one with what somebody wrote who was killed before it was published, which is published
   * now; another one if that was a whole side.
   */
  LogImage recovered() throws IOException {
    LogHeader next = headers(files).get(side.other());
    if (next != null && next.generation() == header.generation() + 1) {
      LogImage image = new LogImage(files, side.other(), next);
      image.readTo(image.capacity);
      image.checkComplete();
      image.writeHeader();
      image.settle(next.copiedEnd());
      return image;
    }
    LogImage image = new LogImage(files, side, header); // this one is shown, whatever fails here
    image.readTo(end);
    if (image.end < end) {
      throw image.damaged(end);
    }
    image.readTo(capacity);
    image.settle(end);
    return image;
  }

  /** Makes sure that what was read is on disk and known to all. */
  void settle() throws IOException {
    writeHeader();
    Mark mark = files.mark();
    settle(mark.isOf(header.generation()) ? mark.end() : header.copiedEnd());
  }

  /**
   * Perhaps again: who wrote it may not have lived to see it on disk, as everything before it is.
   */
  private void writeHeader() throws IOException {
    byte[] bytes = header.bytes();
    files.write(side, 0, bytes, bytes.length);
  }

  /** The same, where all before {@code published} is. */
  private void settle(long published) throws IOException {
    for (long position = published; position < end; position += files.unit()) {
      // its writer may not have lived to see it on disk
      int length = (int) Math.min(files.unit(), end - position);
      byte[] again = files.read(side, position, length);
      files.write(side, position, again, again.length);
    }
    forgetWhatFollows();
    sayWhoSucceeds();
    Mark mark = Mark.of(header.generation(), end);
    if (!mark.equals(files.mark())) {
      files.publish(mark);
    }
    files.beingWritten(false);
    if (!isSettled(files)) {
      files.settledIn(files.boot()); // last: now what is published counts, not what is there
    }
  }

  /**
   * Whether all that is on disk was published, and not more: not so after the machine has started,
   * when what was published last may have been forgotten.
   */
  static boolean isSettled(LogFiles files) throws IOException {
    long boot = files.boot();
    return boot != 0 && files.settledIn() == boot;
  }

  /** What is left of a write that failed must not become valid by what is written before it. */
  private void forgetWhatFollows() throws IOException {
    byte[] next = files.read(side, end, (int) Math.min(LogFrames.FRAME_BYTES, capacity - end));
    byte[] zeros = new byte[next.length];
    if (!Arrays.equals(next, zeros)) {
      files.write(side, end, zeros, zeros.length);
    }
  }

  /** Marks the side before this one as such. */
  void sayWhoSucceeds() throws IOException {
    LogHeader before = headers(files).get(side.other());
    if (before != null && !before.isSucceeded(files.read(side.other(), 0, LogHeader.BYTES))) {
      byte[] said = header.asSuccessor();
      files.write(side.other(), LogHeader.SUCCESSOR_POSITION, said, said.length);
    }
  }

  /** Shows frames that are on disk now to all. */
  void show(LogFrames frames) throws IOException {
    files.publish(Mark.of(header.generation(), frames.end()));
    frames.entries().forEach(index::apply);
    end = frames.end();
    chain = frames.chain();
  }

  /** Copies what is still needed to the other side, with room for more, and makes that current. */
  LogImage copied(long room) throws IOException {
    LogHeader next = LogCopy.of(this, room);
    LogImage image = new LogImage(files, side.other(), next);
    image.readTo(next.copiedEnd());
    if (image.end < next.copiedEnd()) {
      throw image.damaged(next.copiedEnd());
    }
    image.writeHeader();
    image.sayWhoSucceeds();
    files.publish(Mark.of(next.generation(), image.end));
    return image;
  }

  // ---- what is known

  LogFiles files() {
    return files;
  }

  Side side() {
    return side;
  }

  LogHeader header() {
    return header;
  }

  LogIndex index() {
    return index;
  }

  /** How large the side is. */
  long capacity() {
    return capacity;
  }

  /** Behind the last entry. */
  long end() {
    return end;
  }

  /** The checksum of the last entry. */
  int chain() {
    return chain;
  }

  /** The data of a version; anything, if this one is not current any more. */
  byte[] data(LogEntry.Version version) throws IOException {
    byte[] data = files.read(side, version.position(), version.length());
    if ((data.length < version.length() || LogFrames.checksum(data) != version.checksum())
        && isCurrent()) {
      throw new CorruptException(
          "the consensus %s is damaged: version %s of %s at %s of %s is not what was written: restore the whole directory from a backup"
              .formatted(
                  files.directory(),
                  version.seqNo(),
                  version.key(),
                  version.position(),
                  side.fileName()));
    }
    return data;
  }
}
