package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shard gets what was committed to it when there is enough of it, and not before. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ApplyingInBulkTest {

  private static final int MANY = 10;
  private static final int FEW = 4;

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId id = ShardId.generate(Seed.secure());
  private final GatedConsensus consensus = new GatedConsensus(place.consensus(), id);
  private final TxnProcess process =
      new TxnProcess(
          new OpenLocation(PersistLocation.of("mem:bulk"), place.blob(), consensus),
          PersistConfig.defaults(),
          new TxnLimits(MANY, Long.MAX_VALUE, Duration.ofHours(1), 256, 32 << 20));
  private final DataShard<String, Unit> shard = process.registered(id);

  @AfterEach
  void close() {
    process.close();
  }

  private void insert(int count) {
    for (int i = 0; i < count; i++) {
      process.insert(shard, "key");
    }
  }

  private void awaitIdle() {
    while (process.txns().care().isRunning()) {
      Thread.onSpinWait();
    }
  }

  private int unapplied() {
    return process.txns().log().cache().backlogs().stream()
        .mapToInt(TxnsCache.Backlog::writes)
        .sum();
  }

  /** They would be an append for next to nothing, under load after each that was worth it. */
  @Test
  void theFewThatComeMeanwhileWaitForMore() throws InterruptedException {
    GatedConsensus.Gate gate = consensus.holdUp();
    insert(MANY);
    gate.reached().await();
    insert(FEW);
    gate.open().countDown();
    awaitIdle();
    assertThat(unapplied()).isEqualTo(FEW);
    insert(MANY - FEW);
    awaitIdle();
    assertThat(unapplied()).isZero();
    assertThat(process.now(shard)).containsEntry("key", 2L * MANY);
  }

  @Test
  void theManyThatComeMeanwhileDoNot() throws InterruptedException {
    GatedConsensus.Gate gate = consensus.holdUp();
    insert(MANY);
    gate.reached().await();
    insert(MANY);
    gate.open().countDown();
    awaitIdle();
    assertThat(unapplied()).isZero();
  }
}
