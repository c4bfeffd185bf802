package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What thousands of commits leave of themselves, while they go on and when they are over. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TxnsShardGrowthTest {

  private static final int COMMITS = 1_500;

  private static final TxnLimits LIMITS =
      new TxnLimits(128, 256 << 10, Duration.ofMillis(20), 256, 32 << 20);

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId a = ShardId.generate(Seed.secure());

  /**
   * What there is.
   *
   * @param entries in the txns shard, as the process knows it
   * @param remembered commits that the process keeps in memory
   * @param versions live ones of the states of both shards
   * @param blobs all there are
   * @param readers of both shards
   */
  private record Left(int entries, int remembered, int versions, long blobs, int readers) {}

  private Left left(TxnProcess process) {
    TxnsCache cache = process.txns().log().cache();
    long[] blobs = {0};
    place.blob().listKeysAndMetadata("", (key, size) -> blobs[0]++);
    int readers = 0;
    int versions = 0;
    for (ShardId shard : List.of(a, Txns.SHARD)) {
      readers += process.client().inspectShard(shard).leasedReaders().size();
      versions += place.consensus().scan(shard.toString(), SeqNo.ZERO, 1_000_000).size();
    }
    return new Left(
        cache.entries(), cache.committedAfter(0, Set.of(a)).size(), versions, blobs[0], readers);
  }

  @Test
  void isTheSameHoweverManyThereWere() {
    try (TxnProcess process =
        new TxnProcess(TxnProcess.location(place), PersistConfig.defaults(), LIMITS)) {
      DataShard<String, Unit> shard = process.registered(a);
      for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < COMMITS; i++) {
          process.insert(shard, "key" + i % 100);
        }
        Left left = left(process);
        assertThat(left.entries()).as("%s", left).isLessThan(COMMITS);
        awaitIdle(process, round * COMMITS);
      }
      assertThat(process.now(shard)).hasSize(100).containsEntry("key7", 3L * COMMITS / 100);
    }
  }

  /** Until nothing is left but what the next commit takes along, and what a reader may ask for. */
  private void awaitIdle(TxnProcess process, int commits) {
    Deadline patience = Deadline.after(Duration.ofSeconds(60));
    Left left = left(process);
    while (left.entries() > 600
        || left.remembered() > 0
        || left.versions() > 600
        || left.blobs() > 100) {
      assertThat(patience.hasPassed()).as("after %s commits: %s", commits, left).isFalse();
      left = left(process);
    }
    assertThat(left.readers()).isEqualTo(2);
  }
}
