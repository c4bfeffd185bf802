package io.travertine.persist.location.log;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.NotADatabaseException;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Opens a log. Who may write finds its end by the checksums, makes sure that all before it is on
 * disk and says so: it has <b>settled</b> the log. From then on, until the machine stops, what is
 * published tells how far the log is on disk. Who may only read keeps to that: what lies beyond may
 * be of a writer that was killed or whose write failed, and nobody knows whether it will stay.
 * Before anybody has settled it, all there is was found on the disk.
 */
final class LogOpening {

  private static final Duration TURN_WAIT = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 1_000_000;

  private final LogFiles files;
  private final Clock clock;
  private final Deadline deadline;

  LogOpening(LogFiles files, Clock clock) {
    this.files = files;
    this.clock = clock;
    this.deadline = Deadline.after(TURN_WAIT, clock);
  }

  /**
   * Settles the log.
   *
   * @param create whether to begin one where there is none
   * @throws CorruptException if it is damaged
   * @throws DeterminateException if others have the turn for long
   */
  LogImage forWriting(boolean create) throws IOException {
    while (!files.tryTurn(false)) {
      files.wanted(true);
      pause();
    }
    try {
      if (create && isBlank()) {
        LogImage.create(files);
      }
      LogImage image = LogImage.newest(files);
      image.settle();
      return image;
    } finally {
      files.endTurn();
    }
  }

  /**
   * Finds what is on disk, and changes nothing.
   *
   * @param complete whether there was a log before: its creation was not interrupted
   * @throws NotADatabaseException if it was
   * @throws CorruptException if it is damaged
   * @throws DeterminateException if only a writer can find out
   */
  LogImage forReading(boolean complete) throws IOException {
    while (true) {
      if (LogImage.isSettled(files)) {
        return LogImage.published(files);
      }
      if (files.tryTurn(true)) {
        try {
          Optional<LogImage> found = unsettled(complete);
          if (found.isPresent()) {
            return found.get();
          }
        } finally {
          files.endTurn();
        }
      }
      pause();
    }
  }

  /** What is there while nobody writes; empty if somebody has come. */
  private Optional<LogImage> unsettled(boolean complete) throws IOException {
    if (LogImage.isSettled(files)) {
      return Optional.empty();
    }
    if (files.boot() == 0 && files.isBeingWritten()) {
      throw new DeterminateException(
          "opening the consensus %s failed: a process ended while it wrote: open it once for writing"
              .formatted(files.directory()));
    }
    Mark before = files.mark();
    if (!complete && isBlank()) {
      throw new NotADatabaseException(
          "the consensus %s was not completed: open it once for writing to create one"
              .formatted(files.directory()));
    }
    LogImage image = LogImage.newest(files);
    boolean alone = files.mark().equals(before); // there may have been no turn to take
    return alone ? Optional.of(image) : Optional.empty();
  }

  private void pause() {
    if (deadline.hasPassed()) {
      throw new DeterminateException(
          "opening the consensus %s failed: others did not finish writing within %s"
              .formatted(files.directory(), TURN_WAIT));
    }
    try {
      clock.sleep(PAUSE_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while opening " + files.directory(), e);
    }
  }

  /** Whether it holds no entry; a killed process may have written a part of the first header. */
  private boolean isBlank() throws IOException {
    if (files.size(Side.B) > 0) {
      return false;
    }
    if (files.size(Side.A) > LogHeader.BYTES) {
      if (LogHeader.parse(files.read(Side.A, 0, LogHeader.BYTES), Side.A.fileName()).isPresent()) {
        return false;
      }
      for (byte each : files.read(Side.A, LogHeader.BYTES, LogHeader.BYTES)) {
        if (each != 0) {
          return false;
        }
      }
    }
    return true;
  }
}
