package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.txn.TxnEntry.Registration;
import io.travertine.persist.txn.TxnEntry.Write;
import io.travertine.persist.txn.TxnsCache.Change;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of the txns shard; the numbers are of bugs of the original. */
class TxnsCacheTest {

  private final Seed seed = Seed.of(7);
  private final ShardId id = ShardId.generate(seed);
  private final TxnProcess process =
      new TxnProcess(
          TxnProcess.location(MemoryPlace.unnamed()), PersistConfig.defaults(), TxnProcess.BY_HAND);
  private final DataShard<String, Unit> shard = process.shard(id);
  private final TxnsCache cache = new TxnsCache();

  @AfterEach
  void close() {
    process.close();
  }

  private Write write(String key, long time) {
    try (Txn txn = process.txns().begin()) {
      txn.write(shard, TxnProcess.inserts(key));
      StagedBatch staged = txn.staged(id).orElseThrow();
      return PendingWrite.of(staged, seed.uuid()).at(time);
    }
  }

  private static Change come(TxnEntry entry) {
    return new Change(entry, 1);
  }

  private static Change go(TxnEntry entry) {
    return new Change(entry, -1);
  }

  private List<Long> times(long from, long to) {
    return cache.writes(id, from, to).stream().map(Write::time).toList();
  }

  @Test
  void entriesAreTheSameWhenReadAgain() {
    Write write = write("x", 5);
    Update<String, byte[]> update = write.update(9, 1);
    TxnEntry parsed = TxnEntry.parse(update.key(), update.value());
    assertThat(parsed.raw()).isEqualTo(write.raw());
    assertThat(parsed.time()).isEqualTo(5);
    assertThat(((Write) parsed).batch().toBytes()).isEqualTo(write.batch().toBytes());
    assertThat(shard.updates(((Write) parsed).batch()).times()).containsExactly(5);
    Registration registration = Registration.of(id, 3);
    assertThat(TxnEntry.parse(registration.update(9, 1).key(), registration.update(9, 1).value()))
        .isEqualTo(registration);
    assertThatThrownBy(() -> TxnEntry.parse(id.toString(), new byte[3]))
        .isInstanceOf(CorruptException.class);
  }

  /** Its batch has the time of the commit already. */
  @Test
  void entriesOfEarlierReleasesAreTheSame() {
    ShardId shardId = ShardId.parse("sbb0f1798-a377-4418-bfc9-945a02770b39");
    byte[] earlier =
        HexFormat.of()
            .parseHex(
                "592ad3097d984a5da5b3f440be1a479254565342000000010000008def3b47840a10bb0f1798a3774418bf"
                    + "c9945a02770b391205302e312e301a720a240a0a0a080000000000000000120a0a080600000000"
                    + "0000001a0a0a080000000000000000124a0a10b835d66fc07348018443d9787ad2cfe310013234"
                    + "0a0d08011101000000000000001802120a0a08050000000000000022170a150100010000010001"
                    + "000201000700017800a170a1cd0000000000000005");
    Write parsed = (Write) TxnEntry.parse(shardId.toString(), earlier);
    assertThat(parsed.time()).isEqualTo(5);
    assertThat(parsed.raw().toByteArray()).isEqualTo(earlier);
    assertThat(shard.updates(parsed.batch()).times()).containsExactly(5);
    assertThat(parsed.batch().toBytes()).isEqualTo(parsed.batch().at(5).toBytes());
  }

  /** #23749: compaction had brought several entries to one time. */
  @Test
  void writesAreOrderedByTheTimesOfTheirCommits() {
    cache.begin(List.of(write("b", 7), write("a", 3), write("c", 8)), 20);
    assertThat(times(0, 19)).containsExactly(3L, 7L, 8L);
    assertThat(times(4, 7)).containsExactly(7L);
    assertThat(cache.earliestUnapplied(Set.of())).hasValue(3);
    cache.applied(id, 8);
    assertThat(cache.earliestUnapplied(Set.of())).hasValue(8);
    assertThat(cache.removable(9)).extracting(Write::time).containsExactly(3L, 7L);
    assertThat(cache.backlogs())
        .singleElement()
        .satisfies(left -> assertThat(left.writes()).isEqualTo(1));
  }

  /** #23478: a write that was applied long ago was waited for. */
  @Test
  void aWriteThatItsShardHasIsOnlyToBeRemoved() {
    Write old = write("a", 3);
    cache.begin(List.of(old), 20);
    cache.applied(id, 15);
    assertThat(cache.backlogs()).isEmpty();
    assertThat(cache.unapplied(id, 19)).isEmpty();
    cache.advance(List.of(go(old)), 20, 25);
    assertThat(cache.entries()).isZero();
    assertThat(cache.removable(9)).isEmpty();
    assertThat(cache.removed(id).upTo()).isEqualTo(19);
  }

  /** #25400, #26930. */
  @Test
  void aShardIsForgottenAndRegisteredAgain() {
    Registration first = Registration.of(id, 4);
    Registration second = Registration.of(id, 9);
    cache.begin(List.of(), 2);
    cache.advance(List.of(come(first)), 2, 5);
    assertThat(cache.registered()).containsExactly(id);
    cache.advance(List.of(go(first)), 5, 8);
    assertThat(cache.registration(id)).isEmpty();
    cache.advance(List.of(come(second)), 8, 10);
    assertThat(cache.registration(id)).contains(second);
  }

  @Test
  void whatIsKnownAlreadyIsNotLearntTwice() {
    Write write = write("a", 3);
    cache.begin(List.of(), 2);
    cache.advance(List.of(come(write)), 2, 5);
    cache.advance(List.of(come(write)), 2, 5);
    assertThat(times(0, 4)).containsExactly(3L);
    assertThat(cache.progress()).isEqualTo(5);
  }

  @Test
  void whatWasCommittedLatelyIsRememberedUntilItIsTooMuch() {
    Write first = write("a", 3);
    Write second = write("b", 4);
    cache.begin(List.of(), 2);
    cache.advance(List.of(come(first)), 2, 4);
    cache.advance(List.of(come(second), go(first)), 4, 6);
    assertThat(cache.committedAfter(2, Set.of(id))).containsExactly(first, second);
    assertThat(cache.committedAfter(3, Set.of(id))).containsExactly(second);
    assertThat(cache.committedAfter(2, Set.of())).isEmpty();
    cache.trim(2, second.bytes());
    assertThat(cache.windowStart()).isEqualTo(4);
    assertThat(cache.committedAfter(2, Set.of(id))).containsExactly(second);
    assertThat(cache.find(Set.of(second.uuid()), 4)).hasValue(4);
    assertThat(cache.find(Set.of(first.uuid()), 0)).isEmpty();
  }

  @Test
  void anEntryIsNotRemovedThatIsNotThere() {
    cache.begin(List.of(), 2);
    assertThatThrownBy(() -> cache.advance(List.of(go(write("a", 3))), 2, 5))
        .isInstanceOf(CorruptException.class);
  }
}
