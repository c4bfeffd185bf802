package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.log.SimulatedMachine.Ending;
import io.travertine.persist.location.log.SimulatedMachine.Killed;
import io.travertine.persist.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may only read shows all that was acknowledged, and nothing that may go away again. */
class LogReadersTest {

  private static final String KEY = "k";
  private static final Versioned FIRST = version(0);
  private static final Versioned SECOND = version(1);
  private static final Versioned THIRD = version(2);

  private SimulatedMachine machine = new SimulatedMachine(new Random(1));
  private final Path directory;

  LogReadersTest(@TempDir Path parent) {
    this.directory = parent.resolve("consensus");
  }

  private static Versioned version(long seqNo) {
    return new Versioned(new SeqNo(seqNo), ("version " + seqNo).getBytes(UTF_8));
  }

  private static LogConsensus open(LogFiles files, Access access) {
    boolean create = access == Access.READ_WRITE;
    return LogConsensus.open(files, create, access, ManualClock.hurrying(), Seed.of(1));
  }

  private LogConsensus writer() {
    return open(machine.process(), Access.READ_WRITE);
  }

  private LogConsensus reader() {
    return open(machine.process(), Access.READ_ONLY);
  }

  private static void append(LogConsensus consensus, Versioned next) {
    long before = next.seqNo().value() - 1;
    Optional<SeqNo> expected = before < 0 ? Optional.empty() : Optional.of(new SeqNo(before));
    consensus.compareAndSet(KEY, expected, next);
  }

  private static List<Versioned> all(LogConsensus consensus) {
    return consensus.scan(KEY, SeqNo.ZERO, 100);
  }

  /** At each step of the write: it is in the file and not on disk, or there and not published. */
  @Test
  void whatAKilledWriterLeftIsShownOnceAWriterHasTakenItIn() {
    int taken = 0;
    for (int step = 0; step < 20; step++) {
      machine = new SimulatedMachine(new Random(step));
      LogConsensus writer = writer();
      LogConsensus another = writer();
      append(writer, FIRST);
      machine.endAfter(step, Ending.KILL);
      try {
        append(writer, SECOND);
      } catch (Killed e) {
        machine.goOn();
        LogConsensus reader = reader();
        assertThat(all(reader)).isEqualTo(all(another));
        another.truncate(KEY, FIRST.seqNo());
        assertThat(all(reader)).isEqualTo(all(another)).isEqualTo(all(reader()));
        taken += all(another).size() - 1;
      }
      machine.goOn();
    }
    assertThat(taken).isPositive();
  }

  /** What was published is forgotten, or is of an earlier time. */
  @Test
  void afterACrashOfTheMachineAllThatIsOnDiskIsShown() {
    for (int seed = 0; seed < 20; seed++) {
      machine = new SimulatedMachine(new Random(seed));
      LogConsensus writer = writer();
      append(writer, FIRST);
      append(writer, SECOND);
      machine.restart();
      LogConsensus reader = reader();
      assertThat(all(reader)).containsExactly(FIRST, SECOND);
      append(writer(), THIRD);
      assertThat(all(reader)).containsExactly(FIRST, SECOND, THIRD);
      assertThat(all(reader())).containsExactly(FIRST, SECOND, THIRD);
    }
  }

  @Test
  void whoMayOnlyReadWaitsForNoWriter() throws IOException {
    append(writer(), FIRST);
    LogFiles writing = machine.process();
    assertThat(writing.tryTurn(false)).isTrue();
    assertThat(all(reader())).containsExactly(FIRST);
  }

  @Test
  void whereNothingTellsOneRunOfTheMachineFromAnotherAWriterHasToLook() {
    machine.forgetBoots();
    LogConsensus writer = writer();
    append(writer, FIRST);
    assertThat(all(reader())).containsExactly(FIRST);
    machine.endAfter(4, Ending.KILL);
    assertThatThrownBy(() -> append(writer, SECOND)).isInstanceOf(Killed.class);
    machine.goOn();
    assertThatThrownBy(this::reader)
        .isInstanceOf(DeterminateException.class)
        .hasMessageContaining("open it once for writing");
    List<Versioned> left = all(writer());
    assertThat(all(reader())).isEqualTo(left);
  }

  @Test
  void aCopyTellsNothingOfWhatWasPublishedInTheOriginal() throws IOException {
    try (LogFiles files = LogDirectory.forWriting(directory);
        LogConsensus writer = open(LogDirectory.forWriting(directory), Access.READ_WRITE)) {
      append(writer, FIRST);
      Mark early = files.mark();
      append(writer, SECOND);
      Path copy = directory.resolveSibling("copy");
      Files.createDirectory(copy);
      for (String each : List.of("a.log", "turn")) {
        Files.copy(directory.resolve(each), copy.resolve(each));
      }
      try (LogFiles copied = LogDirectory.forWriting(copy)) {
        copied.publish(early); // as a disk has it when only the log was forced to it
      }
      try (LogConsensus reader = open(LogDirectory.forReading(copy), Access.READ_ONLY)) {
        assertThat(all(reader)).containsExactly(FIRST, SECOND);
      }
    }
  }

  @Test
  void whoFoundNobodyNoticesWhenSomebodyComes() throws IOException {
    try (LogConsensus writer = open(LogDirectory.forWriting(directory), Access.READ_WRITE)) {
      append(writer, FIRST);
    }
    Files.delete(directory.resolve("turn"));
    try (LogConsensus reader = open(LogDirectory.forReading(directory), Access.READ_ONLY)) {
      assertThat(all(reader)).containsExactly(FIRST);
      assertThat(directory.resolve("turn")).doesNotExist();
      try (LogConsensus writer = open(LogDirectory.forWriting(directory), Access.READ_WRITE)) {
        append(writer, SECOND);
        assertThat(all(reader)).containsExactly(FIRST, SECOND);
      }
      assertThat(all(reader)).containsExactly(FIRST, SECOND);
    }
  }

  /** Somebody takes {@code turn} for a lock file that was left behind. */
  @Test
  void whoseTurnFileWasDeletedWritesNoMore() throws IOException {
    try (LogConsensus before = open(LogDirectory.forWriting(directory), Access.READ_WRITE)) {
      append(before, FIRST);
      Files.delete(directory.resolve("turn"));
      assertRefused(before);
      try (LogConsensus after = open(LogDirectory.forWriting(directory), Access.READ_WRITE)) {
        append(after, SECOND);
        assertRefused(before);
        append(after, THIRD);
        assertThat(all(after)).containsExactly(FIRST, SECOND, THIRD);
      }
    }
    try (LogConsensus again = open(LogDirectory.forWriting(directory), Access.READ_WRITE)) {
      assertThat(all(again)).containsExactly(FIRST, SECOND, THIRD);
    }
  }

  /** Who reads by the deleted one would never hear of what others write by the new one. */
  @Test
  void whoseTurnFileWasReplacedReadsNoMore() throws IOException {
    ManualClock clock = ManualClock.standing();
    Access access = Access.READ_WRITE;
    try (LogConsensus before =
        LogConsensus.open(LogDirectory.forWriting(directory), true, access, clock, Seed.of(1))) {
      append(before, FIRST);
      Files.delete(directory.resolve("turn"));
      try (LogConsensus after = open(LogDirectory.forWriting(directory), access)) {
        append(after, SECOND);
        clock.advance(Duration.ofSeconds(2));
        assertThatThrownBy(() -> all(before))
            .isInstanceOfSatisfying(
                DeterminateException.class, refusal -> assertThat(refusal.isLasting()).isTrue())
            .hasMessageContaining("turn was deleted or replaced while the database is open");
        assertThat(all(after)).containsExactly(FIRST, SECOND);
      }
    }
  }

  /** As above, in a directory in which no file came or went for long. */
  @Test
  void whoseTurnFileWasReplacedAfterALongTimeWritesNoMore() throws IOException {
    try (LogConsensus before = open(LogDirectory.forWriting(directory), Access.READ_WRITE)) {
      Files.setLastModifiedTime(directory, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
      append(before, FIRST);
      append(before, SECOND);
      Files.move(directory.resolve("turn"), directory.resolveSibling("elsewhere"));
      assertRefused(before);
      Files.createFile(directory.resolve("turn"));
      assertRefused(before);
      assertThat(all(before)).containsExactly(FIRST, SECOND);
    }
  }

  private static void assertRefused(LogConsensus consensus) {
    assertThatThrownBy(() -> append(consensus, SECOND))
        .isInstanceOfSatisfying(
            DeterminateException.class, refusal -> assertThat(refusal.isLasting()).isTrue())
        .hasMessageContaining("turn was deleted or replaced while the database is open");
  }
}
