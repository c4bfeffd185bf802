package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When shards that failed are tried again, and what the log is told of them. */
class FailingShardsTest {

  /** Held, so that its handler stays. */
  private static final Logger LOG = Logger.getLogger(FailingShards.class.getName());

  private final List<LogRecord> told = new CopyOnWriteArrayList<>();

  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          told.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final ManualClock clock = ManualClock.standing();
  private final FailingShards failing = new FailingShards(clock);
  private final ShardId shard = ShardId.generate(Seed.secure());

  @BeforeEach
  void listen() {
    LOG.addHandler(listener);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    LOG.removeHandler(listener);
    LOG.setUseParentHandlers(true);
  }

  private void fails(ShardId which, String how) {
    failing.failed(which, new CorruptException(how));
    failing.tell();
  }

  private List<String> told(Level level) {
    return told.stream()
        .filter(line -> line.getLevel().equals(level))
        .map(LogRecord::getMessage)
        .toList();
  }

  @Test
  void pausesGrowUpToAMinute() {
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      failing.failed(shard, new CorruptException("damaged"));
      clock.advance(Duration.ofSeconds(seconds).minusNanos(1));
      assertThat(failing.isPausing(shard)).isTrue();
      assertThat(failing.nanosUntilNext()).hasValue(1);
      clock.advance(Duration.ofNanos(1));
      assertThat(failing.isPausing(shard)).isFalse();
    }
    failing.works(shard);
    assertThat(failing.contains(shard)).isFalse();
    assertThat(failing.nanosUntilNext()).isEmpty();
  }

  @Test
  void aFailureIsToldOnceAndWhenItChangesAndAfterAnHour() {
    for (int i = 0; i < 9; i++) {
      fails(shard, "damaged");
    }
    assertThat(told(Level.WARNING)).hasSize(1);
    fails(shard, "damaged otherwise");
    assertThat(told(Level.WARNING)).hasSize(2);
    clock.advance(FailingShards.TOLD_FOR);
    fails(shard, "damaged otherwise");
    assertThat(told(Level.WARNING)).hasSize(3);
    failing.works(shard);
    assertThat(told(Level.INFO))
        .singleElement()
        .satisfies(line -> assertThat(line).contains(shard.toString(), "works again"));
  }

  @Test
  void manyAtOnceAreFewLines() {
    for (int i = 0; i < 100; i++) {
      failing.failed(ShardId.generate(Seed.secure()), new CorruptException("damaged"));
    }
    failing.tell();
    assertThat(told(Level.WARNING)).hasSize(3);
    assertThat(told(Level.WARNING).get(2)).contains("and 97 others");
    fails(shard, "damaged");
    assertThat(told(Level.WARNING)).hasSize(3);
    clock.advance(FailingShards.BETWEEN_LINES);
    failing.tell();
    assertThat(told(Level.WARNING)).hasSize(4);
    assertThat(told(Level.WARNING).get(3)).contains(shard.toString());
  }
}
