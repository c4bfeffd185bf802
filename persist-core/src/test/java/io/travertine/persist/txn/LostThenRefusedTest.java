package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.ScriptedConsensus;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.LocationUnusableException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.error.ReadOnlyException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.ManualClock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever lost the answer to a commit is not told afterwards that it failed. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LostThenRefusedTest {

  private static final Map<String, Supplier<PersistException>> REFUSALS =
      new TreeMap<>(
          Map.of(
              "full",
                  () -> DeterminateException.lasting("no space left", new IOException("no space")),
              "read only", () -> new ReadOnlyException("read only now"),
              "damaged", () -> new CorruptException("the log is damaged")));

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final RefusingConsensus refusing = new RefusingConsensus(place.consensus());
  private final ScriptedConsensus consensus = new ScriptedConsensus(refusing);
  private final TxnProcess process =
      new TxnProcess(
          new OpenLocation(PersistLocation.of("mem:refusing"), place.blob(), consensus),
          PersistConfig.defaults().withClock(ManualClock.hurrying()),
          TxnProcess.BY_HAND);
  private final TxnProcess other =
      new TxnProcess(
          TxnProcess.location(place),
          PersistConfig.defaults().withClock(ManualClock.hurrying()),
          TxnProcess.BY_HAND);
  private final ShardId id = ShardId.generate(Seed.secure());
  private final DataShard<String, Unit> shard = process.registered(id);

  @AfterEach
  void close() {
    refusing.obey();
    other.close();
    process.close();
  }

  private static Supplier<PersistException> refusal(String what) {
    return Optional.ofNullable(REFUSALS.get(what)).orElseThrow();
  }

  private static CommitCheck refusedBy(RuntimeException why, Set<ShardId> shards) {
    return new CommitCheck() {
      @Override
      public long readTime() {
        return 0;
      }

      @Override
      public Set<ShardId> shards() {
        return shards;
      }

      @Override
      public Optional<Conflict> conflict(OthersChanges changes) {
        throw why;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "read only", "damaged"})
  void isInDoubtThoughWhateverFollowsIsRefused(String what) {
    consensus.loseResponse(() -> refusing.refuseAll(refusal(what)));
    assertThatThrownBy(() -> process.insert(shard, what))
        .isInstanceOf(IndeterminateException.class)
        .hasMessageContaining("may or may not have been committed")
        .hasMessageContaining(refusal(what).get().getMessage());
    refusing.obey();
    assertThat(other.now(other.shard(id))).isEqualTo(Map.of(what, 1L));
  }

  @Test
  void isCommittedIfTheLogTellsSo() {
    REFUSALS.forEach(
        (what, refusal) -> {
          consensus.loseResponse(() -> refusing.refuse(refusal));
          assertThat(process.insert(shard, what)).as(what).isPositive();
          refusing.obey();
        });
    assertThat(process.now(shard)).isEqualTo(Map.of("full", 1L, "read only", 1L, "damaged", 1L));
  }

  @Test
  void isInDoubtThoughItDidNotHappen() {
    REFUSALS.forEach(
        (what, refusal) -> {
          consensus.loseRequest(() -> refusing.refuse(refusal));
          assertThatThrownBy(() -> process.insert(shard, what))
              .as(what)
              .isInstanceOf(IndeterminateException.class)
              .hasMessageContaining("may or may not have been committed");
          refusing.obey();
        });
    process.insert(shard, "later");
    assertThat(process.now(shard)).isEqualTo(Map.of("later", 1L));
  }

  @Test
  void isNotInDoubtIfTheFirstAttemptIsRefused() {
    REFUSALS.forEach(
        (what, refusal) -> {
          refusing.refuse(refusal);
          assertThatThrownBy(() -> process.insert(shard, what))
              .as(what)
              .isNotInstanceOf(IndeterminateException.class)
              .hasMessageContaining(refusal.get().getMessage());
          refusing.obey();
        });
    assertThat(process.now(shard)).isEmpty();
  }

  @Test
  void isNotInDoubtOnceOthersTookItsPlace() {
    DataShard<String, Unit> theirs = other.registered(id);
    consensus.loseRequest(
        () -> {
          other.insert(theirs, "theirs");
          refusing.refuse(refusal("full"));
        });
    assertThatThrownBy(() -> process.insert(shard, "ours"))
        .isInstanceOf(LocationUnusableException.class);
    refusing.obey();
    assertThat(process.now(shard)).isEqualTo(Map.of("theirs", 1L));
  }

  @Test
  void aCheckThatFailsWhileOneIsInDoubtLeavesItThere() {
    Member member = member(shard);
    member.doubtSince(7);
    member.reject(new CorruptException("a blob is missing"));
    assertThatThrownBy(member::outcome)
        .isInstanceOf(IndeterminateException.class)
        .hasMessageContaining("a blob is missing");
    assertThat(member.isUntouched()).isFalse();
  }

  @Test
  void aCheckThatGetsNoAnswerLeavesNoDoubt() {
    try (Txn txn = process.txns().begin(process.txns().readTime())) {
      process.insert(shard, "theirs");
      txn.write(shard, TxnProcess.inserts("ours"));
      CommitCheck check = refusedBy(new IndeterminateException("no answer"), Set.of(id));
      assertThatThrownBy(() -> process.txns().commit(txn, check, Deadline.none()))
          .isInstanceOf(DeterminateException.class)
          .hasMessageContaining("no answer");
    }
    assertThat(process.now(shard)).isEqualTo(Map.of("theirs", 1L));
  }

  private Member member(DataShard<String, Unit> of) {
    try (Txn txn = process.txns().begin()) {
      txn.write(of, TxnProcess.inserts("x"));
      return new Member(txn.prepare(), Optional.empty(), 0, Seed.of(1));
    }
  }

  /** Whatever the store does until it refuses for good, nobody is told a falsehood. */
  @Test
  void whoIsToldThatItFailedWasNotCommitted() {
    Unreliability moody = new Unreliability(Seed.of(7));
    moody.totallyAvailable();
    OpenLocation location =
        new OpenLocation(
            PersistLocation.of("mem:moody"),
            place.blob(),
            new UnreliableConsensus(refusing, moody));
    PersistConfig config = PersistConfig.defaults().withClock(ManualClock.hurrying());
    try (TxnProcess unlucky = new TxnProcess(location, config, TxnProcess.BY_HAND)) {
      DataShard<String, Unit> theirs = unlucky.shard(id);
      moody.partiallyAvailable(0.5, 0.6);
      Map<String, String> told = new TreeMap<>();
      for (int i = 0; i < 60; i++) {
        String key = "key" + i;
        refusing.refuseAfter(i % 4, List.copyOf(REFUSALS.values()).get(i % 3));
        told.put(key, told(unlucky, theirs, key));
        refusing.obey();
      }
      moody.totallyAvailable();
      Map<String, Long> there = process.now(shard);
      told.forEach(
          (key, what) -> {
            if (!what.equals("doubt")) {
              assertThat(there.containsKey(key))
                  .as("%s was told %s", key, what)
                  .isEqualTo(what.equals("done"));
            }
          });
      assertThat(told.values()).contains("done", "failed", "doubt");
      assertThat(there).doesNotContainValue(2L);
    }
  }

  private static String told(TxnProcess process, DataShard<String, Unit> shard, String key) {
    try {
      process.insert(shard, key);
      return "done";
    } catch (IndeterminateException e) {
      return "doubt";
    } catch (PersistException e) {
      return "failed";
    }
  }
}
