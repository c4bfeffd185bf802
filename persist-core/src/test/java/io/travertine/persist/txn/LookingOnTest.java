package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.ExternalOperation;
import io.travertine.persist.location.decorators.ReadOnlyConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may only read leaves it to others to give shards what was committed to them. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LookingOnTest {

  private static final TxnLimits EAGER = new TxnLimits(1, 0, Duration.ofMillis(1), 256, 32 << 20);

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId id = ShardId.generate(Seed.secure());

  private TxnProcess reader() {
    PersistConfig config = PersistConfig.defaults();
    return new TxnProcess(
        new OpenLocation(
            PersistLocation.of("mem:read"), place.blob(), new ReadOnlyConsensus(place.consensus())),
        config.withReads(config.reads().withLease(Duration.ofMillis(40))),
        EAGER);
  }

  private static void awaitPast(long time, TxnProcess reader) {
    while (reader.txns().log().cache().progress() <= time) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whoMayOnlyReadTriesNothingElse() {
    try (TxnProcess writer =
            new TxnProcess(
                TxnProcess.location(place), PersistConfig.defaults(), TxnProcess.BY_HAND);
        TxnProcess reader = reader()) {
      DataShard<String, Unit> shard = writer.registered(id);
      for (long i = 1; i <= 3; i++) {
        awaitPast(writer.insert(shard, "key"), reader);
        assertThat(reader.now(reader.shard(id))).isEqualTo(Map.of("key", i));
      }
      assertThat(reader.consensus().of(ExternalOperation.CONSENSUS_COMPARE_AND_SET).started())
          .isZero();
    }
  }
}
