package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.LocationException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.log.SimulatedMachine.Ending;
import io.travertine.persist.time.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What a disk does to a log is noticed, and a request that failed leaves it usable. */
class LogDamageTest {

  private static final String KEY = "k";
  private static final int HEADER_CHECKED_BYTES = 36;

  private final Random random = new Random(1);
  private SimulatedMachine machine = new SimulatedMachine(random);

  private LogConsensus open() {
    return LogConsensus.open(
        machine.process(), true, Access.READ_WRITE, ManualClock.hurrying(), Seed.of(1));
  }

  private static CasOutcome append(LogConsensus consensus, long seqNo) {
    return consensus.compareAndSet(
        KEY,
        seqNo == 0 ? Optional.empty() : Optional.of(new SeqNo(seqNo - 1)),
        new Versioned(new SeqNo(seqNo), ("version " + seqNo).getBytes(UTF_8)));
  }

  private static void fill(LogConsensus consensus, int versions) {
    for (int i = 0; i < versions; i++) {
      assertThat(append(consensus, i)).isEqualTo(CasOutcome.COMMITTED);
    }
  }

  @Test
  void aBitThatTurnedInTheHeaderIsNoticed() {
    fill(open(), 5);
    for (int bit = 0; bit < 8 * HEADER_CHECKED_BYTES; bit++) {
      machine.flip(Side.A, bit / 8, bit % 8);
      assertThatThrownBy(this::open).isInstanceOf(CorruptException.class);
      machine.flip(Side.A, bit / 8, bit % 8);
    }
    assertThat(open().scan(KEY, SeqNo.ZERO, 10)).hasSize(5);
  }

  @Test
  void aBitThatTurnedInWhatWasAcknowledgedIsNoticed() throws IOException {
    fill(open(), 20);
    int end = (int) machine.process().mark().end();
    for (int i = 0; i < 300; i++) {
      int position = LogHeader.BYTES + random.nextInt(end - LogHeader.BYTES);
      int bit = random.nextInt(8);
      machine.flip(Side.A, position, bit);
      assertThatThrownBy(this::open)
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("a.log")
          .hasMessageContaining("backup");
      machine.flip(Side.A, position, bit);
    }
    assertThat(open().scan(KEY, SeqNo.ZERO, 100)).hasSize(20);
  }

  /** Else a database would silently be what it was a while ago. */
  @Test
  void nobodyGoesBackToASideThatIsNotCurrentAnyMore() throws IOException {
    LogConsensus consensus = open();
    int versions = 0;
    while (machine.process().size(Side.B) == 0) {
      append(consensus, versions++);
    }
    append(consensus, versions++);
    machine.flip(Side.B, 20, 1);
    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("b.log has no sound header");
    machine.restart(); // and nobody remembers
    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("b.log has no sound header");
    machine.flip(Side.B, 20, 1);
    assertThat(open().head(KEY).map(Versioned::seqNo)).contains(new SeqNo(versions - 1));
  }

  @Test
  void aNewerReleasesFilesAreLeftAlone() throws IOException {
    fill(open(), 5);
    LogFiles files = machine.process();
    byte[] header = files.read(Side.A, 0, HEADER_CHECKED_BYTES);
    ByteBuffer buffer = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(8, LogHeader.FORMAT + 1);
    CRC32C crc = new CRC32C();
    crc.update(header, 0, 32);
    buffer.putInt(32, (int) crc.getValue());
    files.write(Side.A, 0, header, header.length);
    assertThatThrownBy(this::open)
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("upgrade");
  }

  /** Nobody sees what is not on disk, also if the attempt to put it there fails again. */
  @Test
  void whatCouldNotBeRecoveredIsNotShown() {
    for (int first = 0; first < 12; first++) {
      for (int second = 0; second < 30; second++) {
        machine = new SimulatedMachine(new Random(first));
        LogConsensus consensus = open();
        LogConsensus other = open();
        fill(consensus, 3);
        machine.endAfter(first, Ending.FAILURE);
        try {
          append(consensus, 3);
        } catch (LocationException inDoubt) {
          machine.endAfter(second, Ending.FAILURE);
          try {
            consensus.compareAndSet(
                "another", Optional.empty(), new Versioned(SeqNo.ZERO, new byte[1]));
          } catch (LocationException again) {
            machine.goOn();
            assertThat(consensus.head(KEY)).isEqualTo(other.head(KEY));
          }
        }
        machine.goOn();
        assertThat(consensus.scan(KEY, SeqNo.ZERO, 10)).isEqualTo(other.scan(KEY, SeqNo.ZERO, 10));
      }
    }
  }

  @Test
  void aBitThatTurnsWhileTheLogIsOpenIsNoticedWhenItIsRead() {
    LogConsensus consensus = open();
    fill(consensus, 1);
    int dataAt = LogHeader.BYTES + LogFrames.FRAME_BYTES + 1 + 4 + KEY.length() + 8;
    machine.flip(Side.A, dataAt + 2, 3);
    assertThatThrownBy(() -> consensus.head(KEY))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("not what was written");
  }

  /** At each step of many appends, among them some that copy the log to its other side. */
  @Test
  void aRequestThatFailsLeavesTheRestUsable() {
    for (int step = 0; step < 400; step++) {
      machine = new SimulatedMachine(new Random(step));
      LogConsensus consensus = open();
      LogConsensus other = open();
      fill(consensus, 60);
      machine.endAfter(step, Ending.FAILURE);
      int next = 60;
      while (next < 100) {
        LogConsensus mine = next % 2 == 0 ? consensus : other;
        try {
          assertThat(append(mine, next)).isEqualTo(CasOutcome.COMMITTED);
          next++;
        } catch (IndeterminateException e) {
          next = (int) other.head(KEY).orElseThrow().seqNo().value() + 1;
          if (append(mine, next) == CasOutcome.COMMITTED) {
            next++; // else it was found to have happened
          }
        } catch (LocationException e) {
          assertThat(mine.head(KEY).orElseThrow().seqNo().value()).isEqualTo(next - 1L);
        }
        next = (int) mine.head(KEY).orElseThrow().seqNo().value() + 1;
      }
      machine.goOn();
      assertThat(open().scan(KEY, SeqNo.ZERO, 1_000)).hasSize(next);
    }
  }
}
