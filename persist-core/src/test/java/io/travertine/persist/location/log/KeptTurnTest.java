package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Consensus.Turn;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who keeps the turn changes what it likes meanwhile, and nobody else does. */
@Timeout(60)
class KeptTurnTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  KeptTurnTest(@TempDir Path directory) {
    this.directory = directory.resolve("consensus");
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  /** Files that fail when they are told to. */
  private static final class FailingFiles extends DelegatingFiles {
    volatile boolean failing;

    FailingFiles(LogFiles files) {
      super(files);
    }

    @Override
    public void write(Side side, long position, byte[] bytes, int length) throws IOException {
      if (failing) {
        throw new IOException("Input/output error");
      }
      super.write(side, position, bytes, length);
    }
  }

  private LogConsensus open() {
    return LogConsensus.open(directory, Access.READ_WRITE, Clock.system(), Seed.of(1));
  }

  private static CasOutcome append(LogConsensus consensus, String key) {
    Optional<SeqNo> head = consensus.head(key).map(Versioned::seqNo);
    SeqNo next = head.map(SeqNo::next).orElse(SeqNo.ZERO);
    return consensus.compareAndSet(key, head, new Versioned(next, key.getBytes(UTF_8)));
  }

  /** Whether others write, or wait for it. */
  private static boolean isWanted(LogFiles files) throws IOException {
    return files.isWanted();
  }

  @Test
  void othersWaitAndWhoKeepsItWritesAsMuchAsItLikes() throws Exception {
    try (LogConsensus keeper = open();
        LogConsensus other = open();
        LogDirectory files = LogDirectory.forReading(directory)) {
      append(keeper, "k");
      Future<CasOutcome> others;
      try (Turn turn = keeper.takeTurn(LONG)) {
        assertThat(turn).isNotSameAs(Turn.NONE);
        others = threads.submit(() -> append(other, "o"));
        while (!isWanted(files)) {
          Thread.onSpinWait();
        }
        for (int i = 0; i < 20; i++) {
          assertThat(append(keeper, "k")).isEqualTo(CasOutcome.COMMITTED);
        }
        assertThat(threads.submit(() -> append(keeper, "another thread")).get())
            .isEqualTo(CasOutcome.COMMITTED);
        assertThat(other.head("k").orElseThrow().seqNo()).as("reading").isEqualTo(new SeqNo(20));
        assertThat(others.isDone()).isFalse();
      }
      assertThat(others.get()).isEqualTo(CasOutcome.COMMITTED);
      assertThat(append(keeper, "k")).isEqualTo(CasOutcome.COMMITTED);
    }
  }

  @Test
  void whoCannotHaveItGoesOnWithout() {
    try (LogConsensus keeper = open();
        LogConsensus other = open()) {
      append(keeper, "k");
      Turn first = keeper.takeTurn(LONG);
      try (Turn again = keeper.takeTurn(LONG)) {
        assertThat(again).as("it has it").isSameAs(Turn.NONE);
      }
      assertThat(other.takeTurn(Duration.ofMillis(1))).isSameAs(Turn.NONE);
      first.close();
      first.close();
      try (Turn now = other.takeTurn(LONG)) {
        assertThat(now).isNotSameAs(Turn.NONE);
        first.close();
        assertThat(keeper.takeTurn(Duration.ofMillis(1))).isSameAs(Turn.NONE);
      }
    }
  }

  @Test
  void whoMayOnlyReadKeepsNobodyWaiting() {
    try (LogConsensus writer = open();
        LogConsensus reader =
            LogConsensus.open(directory, Access.READ_ONLY, Clock.system(), Seed.of(2))) {
      assertThat(reader.takeTurn(LONG)).isSameAs(Turn.NONE);
      assertThat(append(writer, "k")).isEqualTo(CasOutcome.COMMITTED);
    }
  }

  /** What follows a failed write must not build on it; the next turn finds out what there is. */
  @Test
  void itEndsWithAWriteThatFails() throws Exception {
    FailingFiles files = new FailingFiles(LogDirectory.forWriting(directory));
    try (LogConsensus keeper =
            LogConsensus.open(files, true, Access.READ_WRITE, Clock.system(), Seed.of(1));
        LogConsensus other = open()) {
      append(keeper, "k");
      try (Turn turn = keeper.takeTurn(LONG)) {
        assertThat(turn).isNotSameAs(Turn.NONE);
        files.failing = true;
        assertThatThrownBy(() -> append(keeper, "k")).isInstanceOf(IndeterminateException.class);
        files.failing = false;
        assertThat(append(keeper, "k")).isEqualTo(CasOutcome.COMMITTED);
        assertThat(threads.submit(() -> append(other, "o")).get()).isEqualTo(CasOutcome.COMMITTED);
      }
      assertThat(append(keeper, "k")).isEqualTo(CasOutcome.COMMITTED);
    }
  }
}
