package io.travertine.persist.location.log;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.location.Versioned;
import java.io.IOException;

/** Copies what is still needed of a log from one side to the other. */
final class LogCopy {

  /** A log that is written much gets larger sides, up to this many units. */
  private static final int UNITS_USUALLY = 16;

  /** A side that is that many times too large gives some back. */
  private static final int GENEROUS = 4;

  private LogCopy() {}

  /**
   * Fills the other side, all but its header.
   *
   * @param room for how many bytes more
   * @throws IOException also if it would be larger than a log can be
   * @return the header which makes it current
   */
  static LogHeader of(LogImage image, long room) throws IOException {
    LogFiles files = image.files();
    Side to = image.side().other();
    long generation = image.header().generation() + 1;
    long needed = LogHeader.BYTES + image.index().liveBytes() + room + files.unit() / 16;
    long least = roundUp(needed, files.unit());
    if (least > Mark.END_MAX) {
      throw new IOException("File too large: %s bytes of a log".formatted(least));
    }
    long usually = Math.min(2 * image.capacity(), (long) UNITS_USUALLY * files.unit());
    long wanted = roundUp(Math.max(2 * needed, usually), files.unit());
    giveRoom(files, to, least, Math.min(wanted, Mark.END_MAX / files.unit() * files.unit()));
    LogFrames frames =
        new LogFrames(LogHeader.BYTES, new LogHeader(generation, LogHeader.BYTES).seed());
    image.index().id().ifPresent(frames::addIdentity);
    for (LogEntry.Version version : image.index().all()) {
      byte[] data = image.data(version);
      if (data.length < version.length()) {
        throw new CorruptException(
            "the consensus " + files.directory() + " changed while it was copied");
      }
      frames.addVersion(version.key(), new Versioned(version.seqNo(), data));
      if (frames.length() >= files.unit()) {
        files.write(to, frames.end() - frames.length(), frames.bytes(), frames.length());
        frames = new LogFrames(frames.end(), frames.chain());
      }
    }
    files.write(to, frames.end() - frames.length(), frames.bytes(), frames.length());
    return new LogHeader(generation, frames.end());
  }

  /** Gives a side the size that is wanted, or where the disk has no room for it, what will do. */
  private static void giveRoom(LogFiles files, Side side, long least, long wanted)
      throws IOException {
    long there = files.size(side);
    if (there < wanted || there > GENEROUS * wanted) {
      try {
        files.resize(side, wanted);
      } catch (IOException noRoom) {
        files.resize(side, Math.max(there, least)); // and takes back what it got of it
      }
    }
  }

  private static long roundUp(long bytes, int unit) {
    return (bytes + unit - 1) / unit * unit;
  }
}
