package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.ExternalOperation;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who closes does not wait for a store that does not come back. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ClosingInAnOutageTest {

  private static final TxnLimits LIMITS =
      new TxnLimits(128, 256 << 10, Duration.ofMillis(20), 256, 32 << 20);

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final Unreliability outage = new Unreliability(Seed.of(1));
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @Test
  void endsThoughChangesAreBeingAppliedInVain() throws Exception {
    outage.totallyAvailable();
    OpenLocation location =
        new OpenLocation(
            PersistLocation.of("mem:outage"),
            place.blob(),
            new UnreliableConsensus(place.consensus(), outage));
    try (TxnProcess process =
        new TxnProcess(location, PersistConfig.defaults().withClock(new HastyClock()), LIMITS)) {
      DataShard<String, Unit> shard = process.registered(ShardId.generate(Seed.secure()));
      process.insert(shard, "a");
      outage.totallyUnavailable();
      awaitCalls(process, 5);

      Future<?> closing = threads.submit(() -> process.txns().close());

      try {
        assertThat(closing.get(20, TimeUnit.SECONDS)).isNull();
      } finally {
        outage.totallyAvailable();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Until so many appends were tried in vain. */
  private static void awaitCalls(TxnProcess process, long calls) {
    long before = process.consensus().of(ExternalOperation.CONSENSUS_COMPARE_AND_SET).started();
    while (process.consensus().of(ExternalOperation.CONSENSUS_COMPARE_AND_SET).started()
        < before + calls) {
      Thread.onSpinWait();
    }
  }
}
