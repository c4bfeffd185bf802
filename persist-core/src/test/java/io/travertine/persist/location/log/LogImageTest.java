package io.travertine.persist.location.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.LocationException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log asks of its files: when they have no room, fail in the middle, or are large. */
class LogImageTest {

  private static final int UNIT = 1 << 20;
  private static final String KEY = "k";

  private final Path directory;
  private long versions;

  LogImageTest(@TempDir Path directory) {
    this.directory = directory.resolve("consensus");
  }

  private LogFiles files() throws IOException {
    return LogDirectory.forWriting(directory);
  }

  private static LogConsensus open(LogFiles files) {
    return LogConsensus.open(files, true, Access.READ_WRITE, ManualClock.hurrying(), Seed.of(1));
  }

  private void append(LogConsensus consensus, int bytes) {
    Optional<SeqNo> before = versions == 0 ? Optional.empty() : Optional.of(new SeqNo(versions));
    versions++;
    Versioned next = new Versioned(new SeqNo(versions), new byte[bytes]);
    assertThat(consensus.compareAndSet(KEY, before, next)).isEqualTo(CasOutcome.COMMITTED);
  }

  /** A disk with room for so many bytes in a side. */
  private static final class SmallDisk extends DelegatingFiles {
    private final long most;

    SmallDisk(LogFiles files, long most) {
      super(files);
      this.most = most;
    }

    @Override
    public void resize(Side side, long size) throws IOException {
      super.resize(side, Math.min(size, most));
      if (size > most) {
        throw new IOException("No space left on device");
      }
    }
  }

  @Test
  void aLogThatCannotGrowGoesOnInTheRoomThereIs() throws IOException {
    LogFiles files = new SmallDisk(files(), UNIT + UNIT / 2);
    try (LogConsensus consensus = open(files)) {
      for (int i = 0; i < 100; i++) {
        append(consensus, UNIT / 4);
        consensus.truncate(KEY, new SeqNo(versions));
      }
      for (Side side : Side.values()) {
        assertThat(files.size(side)).isEqualTo(UNIT);
      }
      Versioned large = new Versioned(SeqNo.ZERO, new byte[UNIT + UNIT / 4]);
      assertThatThrownBy(() -> consensus.compareAndSet("large", Optional.empty(), large))
          .isInstanceOf(LocationException.class)
          .hasMessageContaining("free some space");
      append(consensus, UNIT / 4);
    }
    try (LogConsensus again = open(files())) {
      assertThat(again.scan(KEY, SeqNo.ZERO, 10)).hasSize(2);
      assertThat(again.listKeys()).containsExactly(KEY);
    }
  }

  @Test
  void whatNoLogTakesIsRefusedBeforeAnythingIsDone() throws IOException {
    LogFiles files =
        new DelegatingFiles(files()) {
          @Override
          public void resize(Side side, long size) throws IOException {
            if (size > UNIT) {
              throw new AssertionError("asked for " + size + " bytes");
            }
            super.resize(side, size);
          }
        };
    try (LogConsensus consensus = open(files)) {
      append(consensus, 1);
      LogImage image = LogImage.newest(files);
      LogSession session = new LogSession(image, ManualClock.hurrying(), Seed.of(1));
      for (long bytes : new long[] {LogFrames.BYTES_MAX + 1L, Integer.MAX_VALUE, 1L << 31}) {
        assertThatThrownBy(() -> session.change("a change", bytes, frames -> 1))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("a change")
            .hasMessageContaining("" + bytes);
      }
      for (long room : new long[] {Mark.END_MAX, 1L << 50, Long.MAX_VALUE / 4}) {
        assertThatThrownBy(() -> LogCopy.of(image, room))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("File too large");
      }
      append(consensus, 1);
    }
  }

  @Test
  void whatWasReadBeforeAFailureCountsOnce() throws IOException {
    int[] readsLeft = {Integer.MAX_VALUE};
    try (LogFiles files =
            new DelegatingFiles(files()) {
              @Override
              public byte[] read(Side side, long position, int length) throws IOException {
                if (readsLeft[0]-- == 0) {
                  throw new IOException("Input/output error");
                }
                return super.read(side, position, length);
              }
            };
        LogConsensus writer = open(files())) {
      for (int i = 0; i < 4; i++) {
        append(writer, UNIT);
      }
      LogImage image = LogImage.newest(files);
      append(writer, UNIT);
      append(writer, UNIT);
      assertThat(files.mark().isOf(image.header().generation())).isTrue();
      readsLeft[0] = 2;
      assertThatThrownBy(image::refreshed).isInstanceOf(IOException.class);
      readsLeft[0] = Integer.MAX_VALUE;
      assertThat(image.refreshed()).isSameAs(image);
      assertThat(image.index().liveBytes()).isEqualTo(LogImage.newest(files).index().liveBytes());
    }
  }

  /** After a crash of the machine nobody may know how far a log is on disk. */
  @Test
  void aLongTailIsSettledInPieces() throws IOException {
    try (LogFiles plain = files();
        LogConsensus writer = open(files())) {
      for (int i = 0; i < 40; i++) {
        append(writer, UNIT / 10);
      }
      plain.publish(Mark.of(LogImage.newest(plain).header().generation(), LogHeader.BYTES));
    }
    int[] largest = {0, 0};
    LogFiles files =
        new DelegatingFiles(files()) {
          @Override
          public byte[] read(Side side, long position, int length) throws IOException {
            largest[0] = Math.max(largest[0], length);
            return super.read(side, position, length);
          }

          @Override
          public void write(Side side, long position, byte[] bytes, int length) throws IOException {
            largest[1] += length;
            super.write(side, position, bytes, length);
          }
        };
    try (LogConsensus again = open(files)) {
      assertThat(again.scan(KEY, SeqNo.ZERO, 100)).hasSize(40);
    }
    assertThat(largest[0]).isLessThanOrEqualTo(UNIT);
    assertThat(largest[1]).as("written once more").isGreaterThan(40 * (UNIT / 10));
  }
}
