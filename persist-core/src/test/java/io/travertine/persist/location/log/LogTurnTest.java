package io.travertine.persist.location.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.log.SimulatedMachine.Ending;
import io.travertine.persist.location.log.SimulatedMachine.Killed;
import io.travertine.persist.time.ManualClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the processes that take turns leave each other. */
class LogTurnTest {

  private static final String KEY = "k";

  private final Path file;

  LogTurnTest(@TempDir Path directory) {
    this.file = directory.resolve(SharedTurn.FILE_NAME);
  }

  /** As another process does it. */
  private static void set(RandomAccessFile other, int position, long value) throws IOException {
    other.seek(position);
    other.writeLong(Long.reverseBytes(value));
  }

  private static long get(RandomAccessFile other, int position) throws IOException {
    other.seek(position);
    return Long.reverseBytes(other.readLong());
  }

  @Test
  void eachTurnBeginsWithWhatOthersLeft() throws IOException {
    try (SharedTurn turn = SharedTurn.create(file);
        RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
      assertThat(turn.tryLock(false)).isTrue();
      assertThat(turn.word(SharedTurn.MARK_POSITION)).as("of an empty file").isZero();
      turn.words(SharedTurn.MARK_POSITION, 7, 1);
      assertThat(turn.word(SharedTurn.MARK_POSITION)).isEqualTo(7);
      assertThat(turn.word(SharedTurn.WRITING_POSITION)).isEqualTo(1);
      assertThat(turn.word(SharedTurn.SETTLED_POSITION)).isZero();
      turn.unlock();
      assertThat(get(other, SharedTurn.MARK_POSITION)).isEqualTo(7);
      assertThat(get(other, SharedTurn.WRITING_POSITION)).isEqualTo(1);

      for (long round = 1; round <= 3; round++) {
        set(other, SharedTurn.MARK_POSITION, 10 * round);
        set(other, SharedTurn.WRITING_POSITION, round % 2);
        set(other, SharedTurn.SETTLED_POSITION, -round);
        assertThat(turn.word(SharedTurn.MARK_POSITION)).as("without it").isEqualTo(10 * round);
        assertThat(turn.tryLock(round == 2)).isTrue();
        assertThat(turn.word(SharedTurn.MARK_POSITION)).isEqualTo(10 * round);
        assertThat(turn.word(SharedTurn.WRITING_POSITION)).isEqualTo(round % 2);
        assertThat(turn.word(SharedTurn.SETTLED_POSITION)).isEqualTo(-round);
        turn.words(SharedTurn.MARK_POSITION, 10 * round + 1, 0);
        assertThat(get(other, SharedTurn.MARK_POSITION)).isEqualTo(10 * round + 1);
        assertThat(get(other, SharedTurn.WRITING_POSITION)).isZero();
        assertThat(get(other, SharedTurn.SETTLED_POSITION)).isEqualTo(-round);
        turn.unlock();
      }
    }
  }

  /** Who waits says so without the turn. */
  @Test
  void whoComesDuringATurnIsNoticed() throws IOException {
    try (SharedTurn turn = SharedTurn.create(file);
        RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
      assertThat(turn.tryLock(false)).isTrue();
      turn.words(SharedTurn.MARK_POSITION, 7, 0);
      assertThat(turn.word(SharedTurn.WANTED_POSITION)).isZero();
      set(other, SharedTurn.WANTED_POSITION, 1);
      assertThat(turn.word(SharedTurn.WANTED_POSITION)).isEqualTo(1);
      turn.words(SharedTurn.WANTED_POSITION, 0);
      assertThat(get(other, SharedTurn.WANTED_POSITION)).isZero();
      assertThat(get(other, SharedTurn.MARK_POSITION)).isEqualTo(7);
      turn.unlock();
    }
  }

  /** At each step of a copy: nobody may go back to a side once its successor was shown. */
  @Test
  void aSideThatIsNotCurrentAnyMoreSaysSoWhoeverWasKilled() throws IOException {
    int copied = 0;
    for (int step = 0; step < 120; step++) {
      SimulatedMachine machine = new SimulatedMachine(new Random(step));
      try (LogConsensus survivor = open(machine)) {
        append(survivor, 0);
        machine.endAfter(step, Ending.KILL);
        try (LogConsensus killed = open(machine)) {
          for (int i = 1; i <= 3; i++) {
            append(killed, i);
          }
        } catch (Killed e) {
          copied++;
        }
        machine.goOn();
        append(survivor, survivor.head(KEY).orElseThrow().seqNo().value() + 1);
        LogFiles files = machine.process();
        LogImage current = LogImage.published(files);
        Side before = current.side().other();
        if (files.size(before) > 0) {
          byte[] start = files.read(before, 0, LogHeader.BYTES);
          Optional<LogHeader> header = LogHeader.parse(start, before.fileName());
          assertThat(header.isEmpty() || header.get().isSucceeded(start))
              .as("killed at step %s", step)
              .isTrue();
        }
      }
    }
    assertThat(copied).isGreaterThan(50);
  }

  private static LogConsensus open(SimulatedMachine machine) {
    return LogConsensus.open(
        machine.process(), true, Access.READ_WRITE, ManualClock.hurrying(), Seed.of(1));
  }

  private static void append(LogConsensus consensus, long seqNo) {
    Optional<SeqNo> before = seqNo == 0 ? Optional.empty() : Optional.of(new SeqNo(seqNo - 1));
    consensus.compareAndSet(KEY, before, new Versioned(new SeqNo(seqNo), new byte[3_000]));
  }
}
