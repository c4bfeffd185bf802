package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A snapshot of what a transaction has written shows what it had written then. */
class OwnWritesTest {

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final TxnProcess process =
      new TxnProcess(TxnProcess.location(place), PersistConfig.defaults(), TxnProcess.BY_HAND);
  private final DataShard<String, Unit> shard = process.registered(ShardId.generate(Seed.secure()));

  @AfterEach
  void close() {
    process.close();
  }

  private void readsOnWhile(Runnable meanwhile, Txn txn) {
    String large = "x".repeat(3_000_000);
    txn.write(shard, TxnProcess.inserts(large));
    long now = process.txns().readTime();
    try (Snapshot<String, Unit> snapshot =
        shard.snapshot(now, txn, Scan.everything(), Deadline.none())) {
      meanwhile.run();
      assertThat(TxnProcess.sums(snapshot.fetch())).containsOnlyKeys(large);
    }
  }

  @Test
  void aSnapshotIsReadOnWhileMoreIsWritten() {
    try (Txn txn = process.txns().begin()) {
      readsOnWhile(() -> txn.write(shard, TxnProcess.inserts("more")), txn);
    }
  }

  @Test
  void aSnapshotThatIsReadTooLateHarmsNobodyElse() {
    process.insert(shard, "others");
    try (Txn txn = process.txns().begin()) {
      try {
        readsOnWhile(() -> txn.write(shard, TxnProcess.inserts("more")), txn);
      } catch (RuntimeException | AssertionError e) {
        // that one may fail
      }
    }
    assertThat(process.now(shard)).containsOnlyKeys("others");
    process.insert(shard, "later");
    assertThat(process.now(shard)).containsOnlyKeys("others", "later");
  }

  @Test
  void aSnapshotIsReadOnWhileMoreIsWrittenAndLookedAt() {
    try (Txn txn = process.txns().begin()) {
      readsOnWhile(
          () -> {
            txn.write(shard, TxnProcess.inserts("more"));
            long now = process.txns().readTime();
            shard.snapshot(now, txn, Scan.everything(), Deadline.none()).close();
          },
          txn);
    }
  }

  @Test
  void aSnapshotIsReadOnWhileWhatItShowsIsTakenBack() {
    try (Txn txn = process.txns().begin()) {
      Txn.Savepoint before = txn.savepoint();
      readsOnWhile(() -> txn.rollbackTo(before), txn);
    }
  }
}
