package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Unit;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.state.LeasedReader;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What readers hold back, and when they let it go. */
class HoldsTest {

  private static final long POLL_NANOS = 20_000_000;

  private static void await(Supplier<String> complaint, BooleanSupplier condition) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(30));
    while (!condition.getAsBoolean()) {
      assertThat(deadline.hasPassed()).as(complaint).isFalse();
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static void pass(Duration time) {
    Deadline deadline = Deadline.after(time);
    await(() -> "time passes", deadline::hasPassed);
  }

  private static void commit(WriteHandle<String, Unit> writer, long from, long to) {
    for (long time = from; time < to; time++) {
      writer.append(List.of(insert("key" + time, time)), at(time), at(time + 1));
    }
  }

  /** Nobody writes or reads any more, and no heartbeat is due for minutes. */
  @Test
  void aBurstOfCommitsBesideOpenReadersLeavesLittle() {
    int commits = 3_000;
    try (OneShard shard = new OneShard(PersistConfig.defaults());
        ReadHandle<String, Unit> reader = shard.reader();
        ReadHandle<String, Unit> another = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      commit(writer, 0, commits);
      await(
          () -> shard.versions() + " versions and " + shard.blobs() + " blobs are many",
          () -> shard.versions() < 300 && shard.blobs() < 200);
      assertThat(reader.snapshotStatistics(at(commits - 1), Deadline.none()).updates())
          .isEqualTo(commits);
      assertThat(another.since()).isEqualTo(at(0));
    }
  }

  /** Readers that let go do not keep each other at it. */
  @Test
  void aQuietShardStaysQuiet() {
    List<ReadHandle<String, Unit>> readers = new ArrayList<>();
    try (OneShard shard = new OneShard(PersistConfig.defaults());
        WriteHandle<String, Unit> writer = shard.writer()) {
      for (int i = 0; i < 60; i++) {
        readers.add(shard.reader());
      }
      commit(writer, 0, 10);
      pass(Duration.ofSeconds(3));
      SeqNo quiet = shard.state().seqNo();
      pass(Duration.ofSeconds(3));
      // Heartbeats are due every 225 s, so that of 60 readers one may just have had its turn.
      assertThat(shard.state().seqNo().value() - quiet.value()).isLessThan(12);
      readers.forEach(ReadHandle::close);
    }
  }

  @Test
  void anIdleReaderLetsGoOfVersionsWithItsHeartbeats() {
    PersistConfig brief = PersistConfig.defaults().withReaderLease(Duration.ofSeconds(2));
    try (OneShard shard = new OneShard(brief);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      SeqNo before = held(shard, reader).seqNo();
      commit(writer, 0, 3);
      SeqNo written = shard.state().seqNo();
      assertThat(before).isLessThan(written);
      await(() -> "the hold does not move", () -> !held(shard, reader).seqNo().isBefore(written));
      assertThat(held(shard, reader).since()).isEqualTo(at(0));
    }
  }

  private static LeasedReader held(OneShard shard, ReadHandle<String, Unit> reader) {
    return shard.known(reader.readerId()).orElseThrow();
  }

  @Test
  void aDowngradeIsDurableWhenItReturns() {
    try (OneShard shard = new OneShard(PersistConfig.defaults());
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      commit(writer, 0, 3);
      assertThat(reader.downgradeSince(at(2))).isEqualTo(at(2));
      assertThat(held(shard, reader).since()).isEqualTo(at(2));
      assertThat(shard.state().since()).isEqualTo(at(2));
      assertThat(reader.downgradeSince(at(1))).isEqualTo(at(2));
      assertThatThrownBy(() -> reader.snapshot(at(1))).isInstanceOf(HistoryLostException.class);
    }
  }

  /** Regression #16743. */
  @Test
  void aHeartbeatOnATombstonePretendsToSucceed() {
    PersistConfig brief = PersistConfig.defaults().withReaderLease(Duration.ofSeconds(1));
    Frontier never = Frontier.empty(TimeDomain.U64);
    try (OneShard shard = new OneShard(brief);
        ReadHandle<String, Unit> reader = shard.reader();
        WriteHandle<String, Unit> writer = shard.writer()) {
      writer.append(keys(0, 2), at(0), never);
      assertThat(reader.downgradeSince(never)).isEqualTo(never);
      shard.finish();
      assertThat(shard.known(reader.readerId())).isEmpty();
      assertThat(shard.state().isTombstone()).isTrue();
      pass(Duration.ofSeconds(2));

      assertThat(reader.downgradeSince(never)).isEqualTo(never);
      assertThatThrownBy(() -> reader.snapshot(at(1))).isInstanceOf(HistoryLostException.class);
    }
  }
}
