package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A process that opens stands still, longer than its lease, and what it has seen is history
 * meanwhile (#26969).
 */
class LateBeginnersTest {

  private static final PersistConfig BRIEF =
      PersistConfig.defaults().withReaderLease(Duration.ofMillis(100));

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final TxnProcess first =
      new TxnProcess(TxnProcess.location(place), PersistConfig.defaults(), TxnProcess.BY_HAND);
  private final DataShard<String, Unit> shard = first.registered(ShardId.generate(Seed.secure()));

  /** Commits until all that there was is history. */
  private void goOn() {
    long known = first.txns().log().cache().progress();
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    Frontier since = Frontier.at(0);
    while (!Frontier.at(known).lessThan(since)) {
      assertThat(deadline.hasPassed()).isFalse();
      first.insert(shard, "x");
      first.txns().apply();
      first.txns().tidy();
      first.txns().compactTo(Long.MAX_VALUE);
      first.txns().log().downgradeSince();
      since = first.client().inspectShard(Txns.SHARD).since();
    }
  }

  /** Before one of its calls for the txns shard, others go on. */
  private final class Interrupted implements Consensus {

    private final Consensus store = place.consensus();
    private int callsLeft;

    Interrupted(int callsBefore) {
      this.callsLeft = callsBefore;
    }

    private void called(String key) {
      if (key.equals(Txns.SHARD.toString()) && callsLeft-- == 0) {
        goOn();
      }
    }

    boolean happened() {
      return callsLeft < 0;
    }

    @Override
    public synchronized Optional<Versioned> head(String key) {
      called(key);
      return store.head(key);
    }

    @Override
    public synchronized CasOutcome compareAndSet(
        String key, Optional<SeqNo> expected, Versioned next) {
      called(key);
      return store.compareAndSet(key, expected, next);
    }

    @Override
    public synchronized List<Versioned> scan(String key, SeqNo from, int limit) {
      called(key);
      return store.scan(key, from, limit);
    }

    @Override
    public List<String> listKeys() {
      return store.listKeys();
    }

    @Override
    public int truncate(String key, SeqNo seqNo) {
      return store.truncate(key, seqNo);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  @Test
  void beginWithWhatThereIsByThen() {
    first.insert(shard, "x");
    boolean interrupted = true;
    for (int calls = 0; interrupted; calls++) {
      Interrupted consensus = new Interrupted(calls);
      OpenLocation location =
          new OpenLocation(PersistLocation.of("mem:late"), place.blob(), consensus);
      try (TxnProcess late = new TxnProcess(location, BRIEF, TxnProcess.BY_HAND)) {
        interrupted = consensus.happened();
        assertThat(late.now(late.shard(shard.shardId()))).containsOnlyKeys("x");
      }
    }
    first.close();
  }
}
