package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Racers;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shard that nobody reads needs no lease, and who reads it again notices nothing. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RestingReadersTest {

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId id = ShardId.generate(Seed.secure());
  private final TxnProcess process =
      new TxnProcess(TxnProcess.location(place), PersistConfig.defaults(), TxnProcess.BY_HAND);
  private final DataShard<String, Unit> shard = process.registered(id);

  @AfterEach
  void close() {
    process.close();
  }

  private int readers() {
    return process.client().inspectShard(id).leasedReaders().size();
  }

  /** Twice: what was used is looked at again first. */
  private void rest() {
    process.txns().rest();
    process.txns().rest();
  }

  @Test
  void leavesTheStateAndComesBack() {
    process.insert(shard, "a");
    assertThat(readers()).isEqualTo(1);
    rest();
    assertThat(readers()).isZero();
    process.insert(shard, "b");
    assertThat(readers()).as("writing needs none").isZero();

    assertThat(process.now(shard)).isEqualTo(Map.of("a", 1L, "b", 1L));
    assertThat(readers()).isEqualTo(1);
    process.txns().rest();
    assertThat(readers()).as("used a moment ago").isEqualTo(1);
  }

  @Test
  void keepsWhatItLetGoOf() {
    long first = process.insert(shard, "a");
    long second = process.insert(shard, "b");
    shard.letGo(second);
    rest();

    assertThat(process.now(shard)).hasSize(2);
    rest();
    assertThat(TxnProcess.at(shard, second)).hasSize(2);
    assertThat(second).isGreaterThan(first);
  }

  @Test
  void staysWhileATransactionIsOpen() {
    process.insert(shard, "a");
    try (Txn open = process.txns().begin(process.txns().readTime())) {
      rest();
      assertThat(readers()).isEqualTo(1);
      assertThat(open).isNotNull();
    }
    rest();
    assertThat(readers()).isZero();
  }

  @Test
  void staysWhileASnapshotIsBeingRead() {
    process.insert(shard, "a");
    try (Snapshot<String, Unit> snapshot =
        shard.snapshot(process.txns().readTime(), Scan.everything(), Deadline.none())) {
      rest();
      assertThat(readers()).isEqualTo(1);
      assertThat(TxnProcess.sums(snapshot.fetch())).isEqualTo(Map.of("a", 1L));
    }
    assertThat(readers()).as("given up, and the last lease is back").isZero();
  }

  @Test
  void disturbsNobodyWhoReadsMeanwhile() throws Exception {
    int threads = 4;
    int reads = 300;
    process.insert(shard, "a");
    AtomicInteger reading = new AtomicInteger(threads);
    Racers.race(
        threads + 1,
        thread -> {
          if (thread == threads) {
            while (reading.get() > 0) {
              process.txns().rest();
            }
            return 0;
          }
          try {
            for (int i = 0; i < reads; i++) {
              assertThat(process.now(shard)).isEqualTo(Map.of("a", 1L));
            }
          } finally {
            reading.decrementAndGet();
          }
          return 0;
        });
    rest();
    assertThat(readers()).isZero();
  }
}
