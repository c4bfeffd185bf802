package io.travertine.persist.txn;

import static io.travertine.persist.txn.TxnProcess.at;
import static io.travertine.persist.txn.TxnProcess.deletes;
import static io.travertine.persist.txn.TxnProcess.inserts;
import static io.travertine.persist.txn.TxnProcess.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.BackgroundThreads;
import io.travertine.persist.Changes;
import io.travertine.persist.ListenEvent;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.Scan;
import io.travertine.persist.ShardUpkeep;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.InspectedShard;
import io.travertine.persist.inspect.LeakRule;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.inspect.UnreferencedBlob;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What transactions promise on every location. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
public abstract class TxnContract {

  private final ShardId a = ShardId.generate(Seed.secure());
  private final ShardId b = ShardId.generate(Seed.secure());

  private TxnProcess process;
  private DataShard<String, Unit> left;
  private DataShard<String, Unit> right;

  /** A location of this test alone. */
  protected abstract PersistLocation location();

  private OpenLocation openLocation() {
    return Locations.standard().open(location(), OpenOptions.readWrite());
  }

  /** Another process there, in which nothing is applied by itself. */
  private TxnProcess anotherProcess() {
    return new TxnProcess(openLocation(), PersistConfig.defaults(), TxnProcess.BY_HAND);
  }

  @BeforeEach
  void open() {
    process = anotherProcess();
    left = process.registered(a);
    right = process.registered(b);
  }

  @AfterEach
  void close() {
    process.close();
  }

  @Test
  void commitsToSeveralShardsAtOneTime() {
    long time;
    try (Txn txn = process.txns().begin()) {
      txn.write(left, inserts("x", "y"));
      txn.write(right, inserts("z"));
      time = time(process.txns().commit(txn));
    }
    assertThat(process.now(left)).isEqualTo(Map.of("x", 1L, "y", 1L));
    assertThat(process.now(right)).isEqualTo(Map.of("z", 1L));
    assertThat(at(left, time - 1)).isEmpty();
    assertThat(at(right, time - 1)).isEmpty();
    assertThat(at(left, time)).hasSize(2);
  }

  @Test
  void aCommitIsOneAppendHoweverManyShardsItHas() {
    try (Txn txn = process.txns().begin()) {
      txn.write(left, inserts("x"));
      txn.write(right, inserts("y"));
      long before = process.consensus().started();
      process.txns().commit(txn);
      assertThat(process.consensus().started() - before).isEqualTo(1);
    }
  }

  @Test
  void aReadTakesOneLookAtTheTxnsShardAndWritesNothing() {
    process.insert(left, "x");
    process.insert(right, "y");
    process.now(left);
    process.now(right);
    long before = process.consensus().started();
    long time = process.txns().readTime();
    assertThat(at(left, time)).hasSize(1);
    assertThat(at(right, time)).hasSize(1);
    assertThat(process.consensus().started() - before).isEqualTo(1);
  }

  @Test
  void readsAreTheSameBeforeAndAfterApplying() {
    long first = process.insert(left, "x", "y");
    long second = process.delete(left, "y");
    long third = process.insert(left, "z", "z");
    for (int round = 0; round < 2; round++) {
      assertThat(at(left, first)).isEqualTo(Map.of("x", 1L, "y", 1L));
      assertThat(at(left, second)).isEqualTo(Map.of("x", 1L));
      assertThat(at(left, third)).isEqualTo(Map.of("x", 1L, "z", 2L));
      assertThat(at(left, first - 1)).isEmpty();
      try (Changes<String, Unit> changes =
          left.changes(first, third, Scan.everything(), Deadline.none())) {
        assertThat(changes.fetch())
            .containsExactlyInAnyOrder(
                new Update<>("y", Unit.UNIT, second, -1), new Update<>("z", Unit.UNIT, third, 2));
      }
      process.txns().apply();
      process.txns().tidy();
    }
    assertThat(process.txns().log().cache().entries()).isEqualTo(2);
  }

  @Test
  void whatAKilledProcessCommittedIsThereAndIsAppliedByOthers() {
    TxnProcess killed = anotherProcess();
    long time = killed.insert(killed.shard(a), "x");
    assertThat(process.now(left)).isEqualTo(Map.of("x", 1L));
    process.txns().apply();
    assertThat(process.client().recentUpper(a).only()).isEqualTo(time + 1);
    assertThat(process.now(left)).isEqualTo(Map.of("x", 1L));
    assertThat(killed.now(killed.shard(a))).isEqualTo(Map.of("x", 1L));
    killed.close();
  }

  @Test
  void aProcessAppliesToShardsItHasNeverOpened() {
    ShardId far = ShardId.generate(Seed.secure());
    try (TxnProcess other = anotherProcess()) {
      DataShard<String, Unit> shard = other.registered(far);
      long time = other.insert(shard, "x");
      process.txns().apply();
      assertThat(process.client().recentUpper(far).only()).isEqualTo(time + 1);
      process.txns().tidy();
      assertThat(other.now(shard)).isEqualTo(Map.of("x", 1L));
    }
  }

  @Test
  void aReadThatKnowsAnOldStateOfTheShardFindsWhatOthersAppliedAndRemoved() {
    process.insert(left, "x");
    assertThat(process.now(left)).hasSize(1);
    try (TxnProcess other = anotherProcess()) {
      DataShard<String, Unit> theirs = other.shard(a);
      other.insert(theirs, "y");
      other.txns().apply();
      other.txns().tidy();
      other.insert(theirs, "z");
    }
    assertThat(process.now(left)).isEqualTo(Map.of("x", 1L, "y", 1L, "z", 1L));
  }

  /** Looking at a shard while a write is still to be laid over it does not find the write there. */
  @Test
  void aReadLooksAgainForWhatWasRemovedSinceItLooked() {
    process.insert(left, "x");
    try (TxnProcess late = anotherProcess()) {
      DataShard<String, Unit> shard = late.shard(a);
      assertThat(late.now(shard)).isEqualTo(Map.of("x", 1L));
      process.txns().apply();
      process.insert(left, "y");
      assertThat(late.now(shard)).isEqualTo(Map.of("x", 1L, "y", 1L));
    }
  }

  @Test
  void aTransactionSeesItself() {
    process.insert(left, "x");
    long time = process.txns().readTime();
    try (Txn txn = process.txns().begin(time)) {
      txn.write(left, deletes("x"));
      txn.write(left, inserts("y"));
      try (Snapshot<String, Unit> own =
          left.snapshot(time, txn, Scan.everything(), Deadline.none())) {
        assertThat(TxnProcess.sums(own.fetch())).isEqualTo(Map.of("y", 1L));
      }
      Txn.Savepoint savepoint = txn.savepoint();
      txn.write(left, inserts("z"));
      txn.rollbackTo(savepoint);
      time(process.txns().commit(txn));
    }
    assertThat(process.now(left)).isEqualTo(Map.of("y", 1L));
  }

  @Test
  void aTransactionWithoutChangesWritesNothing() {
    long before = process.consensus().started();
    try (Txn txn = process.txns().begin()) {
      assertThat(process.txns().commit(txn)).isInstanceOf(CommitOutcome.Unchanged.class);
    }
    try (Txn txn = process.txns().begin()) {
      txn.write(left, inserts("x"));
      txn.write(left, deletes("x"));
      assertThat(process.txns().commit(txn)).isInstanceOf(CommitOutcome.Unchanged.class);
    }
    assertThat(process.consensus().started()).isEqualTo(before);
  }

  @Test
  void aRolledBackTransactionLeavesNothing() {
    try (Txn txn = process.txns().begin()) {
      txn.write(left, inserts("x"));
    }
    assertThat(process.now(left)).isEmpty();
  }

  // ---- conflicts

  @Test
  void aTransactionIsRefusedWhenOthersChangedWhatItRead() {
    long read = process.txns().readTime();
    try (TxnProcess other = anotherProcess();
        Txn txn = process.txns().begin(read)) {
      other.insert(other.shard(a), "theirs");
      txn.write(left, inserts("mine"));
      assertThat(process.txns().commit(txn, new UntouchedShard(left, read), Deadline.none()))
          .isEqualTo(new CommitOutcome.Refused(new Conflict(a, "touched")));
    }
    assertThat(process.now(left)).isEqualTo(Map.of("theirs", 1L));
  }

  @Test
  void whatHappenedElsewhereOrBeforeIsNoConflict() {
    process.insert(left, "before");
    long read = process.txns().readTime();
    try (TxnProcess other = anotherProcess();
        Txn txn = process.txns().begin(read)) {
      other.insert(other.shard(b), "elsewhere");
      txn.write(left, inserts("mine"));
      time(process.txns().commit(txn, new UntouchedShard(left, read), Deadline.none()));
    }
    assertThat(process.now(left)).hasSize(2);
  }

  @Test
  void aCheckFindsWhatIsNoLongerRememberedInTheShardItself() {
    long read = process.txns().readTime();
    try (Txn txn = process.txns().begin(read)) {
      process.insert(left, "theirs");
      process.txns().apply();
      process.txns().tidy();
      process.txns().log().cache().trim(Long.MAX_VALUE, 0);
      txn.write(right, inserts("mine"));
      assertThat(process.txns().commit(txn, new UntouchedShard(left, read), Deadline.none()))
          .isInstanceOf(CommitOutcome.Refused.class);
      assertThat(time(process.txns().commit(txn, new UntouchedShard(right, read), Deadline.none())))
          .isPositive();
    }
  }

  @Test
  void aTransactionWhoseCheckBreaksStaysOpenAndLeavesNothing() {
    long read = process.txns().readTime();
    process.insert(left, "theirs");
    CommitCheck broken =
        new CommitCheck() {
          @Override
          public long readTime() {
            return read;
          }

          @Override
          public Set<ShardId> shards() {
            return Set.of(a);
          }

          @Override
          public Optional<Conflict> conflict(OthersChanges changes) {
            throw new UnsupportedOperationException("broken");
          }
        };
    try (Txn txn = process.txns().begin(read)) {
      txn.write(left, inserts(many("x")));
      assertThatThrownBy(() -> process.txns().commit(txn, broken, Deadline.none()))
          .isInstanceOf(UnsupportedOperationException.class);
      txn.write(left, inserts("y"));
      time(process.txns().commit(txn));
    }
    try (Txn txn = process.txns().begin(read)) {
      txn.write(left, inserts(many("z")));
      assertThatThrownBy(() -> process.txns().commit(txn, broken, Deadline.none()))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(process.now(left)).hasSize(2_002);
    process.txns().apply();
    awaitNothingUnreferenced();
  }

  // ---- registration

  @Test
  void aShardIsRegisteredByTheTransactionThatFirstWritesToIt() {
    ShardId fresh = ShardId.generate(Seed.secure());
    try (Txn txn = process.txns().begin()) {
      DataShard<String, Unit> shard = process.shard(fresh);
      txn.register(fresh);
      txn.write(shard, inserts("x"));
      txn.write(left, inserts("y"));
      time(process.txns().commit(txn));
      assertThat(process.now(shard)).isEqualTo(Map.of("x", 1L));
    }
    assertThat(process.txns().registered()).containsExactlyInAnyOrder(a, b, fresh);
  }

  @Test
  void nobodyWritesToAShardThatWasForgottenMeanwhile() {
    try (TxnProcess other = anotherProcess();
        Txn txn = process.txns().begin()) {
      txn.write(left, inserts("x"));
      other.txns().forget(a);
      assertThatThrownBy(() -> process.txns().commit(txn))
          .isInstanceOf(NotRegisteredException.class)
          .hasMessageContaining(a.toString());
    }
  }

  @Test
  void forgettingAppliesWhatWasCommitted() {
    long time = process.insert(left, "x");
    process.txns().forget(a);
    process.txns().forget(a);
    assertThat(process.client().recentUpper(a).only()).isGreaterThan(time);
    assertThat(process.txns().isRegistered(a)).isFalse();
    assertThat(process.now(left)).isEqualTo(Map.of("x", 1L));
    process.txns().register(a);
    process.insert(left, "y");
    assertThat(process.now(left)).isEqualTo(Map.of("x", 1L, "y", 1L));
  }

  @Test
  void aShardWithHistoryOfItsOwnIsRegisteredAfterIt() {
    ShardId old = ShardId.generate(Seed.secure());
    long far = process.txns().readTime() + 1_000_000_000L;
    try (var writer =
        process.client().openWriter(old, Codec.string(), Codec.unit(), TxnProcess.TESTING)) {
      writer.compareAndAppend(
          List.of(new Update<>("old", Unit.UNIT, 7, 1)), Frontier.at(0), Frontier.at(far));
    }
    DataShard<String, Unit> shard = process.registered(old);
    assertThat(process.txns().readTime()).isGreaterThanOrEqualTo(far);
    process.insert(shard, "new");
    assertThat(process.now(shard)).isEqualTo(Map.of("old", 1L, "new", 1L));
    assertThat(at(shard, far)).isEqualTo(Map.of("old", 1L));
    process.txns().apply();
    assertThat(process.now(shard)).isEqualTo(Map.of("old", 1L, "new", 1L));
  }

  // ---- history

  @Test
  void theTxnsShardKeepsWhatIsNotApplied() {
    long first = process.insert(left, "x");
    process.insert(right, "y");
    process.txns().compactTo(Long.MAX_VALUE);
    assertThat(process.txns().log().since()).isEqualTo(first);
    try (TxnProcess other = anotherProcess()) {
      assertThat(other.now(other.shard(a))).isEqualTo(Map.of("x", 1L));
      assertThat(other.now(other.shard(b))).isEqualTo(Map.of("y", 1L));
    }
    process.txns().apply();
    process.txns().tidy();
    process.txns().compactTo(Long.MAX_VALUE);
    assertThat(process.txns().log().since()).isGreaterThan(first);
    try (TxnProcess other = anotherProcess()) {
      assertThat(other.txns().log().cache().entries()).isEqualTo(2);
      assertThat(other.now(other.shard(a))).isEqualTo(Map.of("x", 1L));
    }
  }

  /** #23068. */
  @Test
  void anIdleProcessDoesNotHoldHistoryBack() {
    PersistConfig quick = PersistConfig.defaults().withReaderLease(Duration.ofSeconds(2));
    process.close();
    process = new TxnProcess(openLocation(), quick, TxnProcess.BY_HAND);
    left = process.shard(a);
    try (TxnProcess idle = new TxnProcess(openLocation(), quick, TxnProcess.BY_HAND)) {
      long known = idle.txns().log().cache().progress();
      Frontier since = Frontier.at(0);
      while (!Frontier.at(known).lessThan(since)) {
        process.insert(left, "x");
        process.txns().apply();
        process.txns().tidy();
        process.txns().compactTo(Long.MAX_VALUE);
        process.txns().log().downgradeSince();
        since = process.client().inspectShard(Txns.SHARD).since();
      }
      assertThat(idle.now(idle.shard(a))).containsOnlyKeys("x");
    }
  }

  // ---- following

  private static ListenEvent<String, Unit> nextChange(TxnSubscription<String, Unit> subscription) {
    ListenEvent<String, Unit> event = subscription.next();
    while (event instanceof ListenEvent.Progress<String, Unit>) {
      event = subscription.next();
    }
    return event;
  }

  @Test
  void aSubscriptionTellsTheContentsAndThenEveryCommitWithoutItsBeingApplied() {
    process.insert(left, "x");
    long asOf = process.txns().readTime();
    try (TxnProcess other = anotherProcess();
        TxnSubscription<String, Unit> subscription = left.subscribe(asOf)) {
      assertThat(subscription.next())
          .isEqualTo(new ListenEvent.Changes<>(List.of(new Update<>("x", Unit.UNIT, asOf, 1))));
      long elsewhere = process.insert(right, "z");
      assertThat(subscription.next())
          .isEqualTo(new ListenEvent.Progress<>(Frontier.at(elsewhere + 1)));
      long time = other.insert(other.shard(a), "y");
      assertThat(nextChange(subscription))
          .isEqualTo(new ListenEvent.Changes<>(List.of(new Update<>("y", Unit.UNIT, time, 1))));
      assertThat(subscription.next()).isEqualTo(new ListenEvent.Progress<>(Frontier.at(time + 1)));
      process.txns().apply();
      process.txns().tidy();
      long gone = process.delete(left, "x");
      assertThat(nextChange(subscription))
          .isEqualTo(new ListenEvent.Changes<>(List.of(new Update<>("x", Unit.UNIT, gone, -1))));
      assertThatThrownBy(
              () -> {
                while (true) {
                  subscription.next(Deadline.after(Duration.ofMillis(5)));
                }
              })
          .isInstanceOf(DeadlineExceededException.class);
    }
  }

  // ---- what garbage collection leaves

  /** A write that is too large to travel inside an entry. */
  private static String[] many(String prefix) {
    return IntStream.range(0, 2_000).mapToObj(i -> prefix + i).toArray(String[]::new);
  }

  @Test
  void aReadKeepsWhatItLaysOverTheShardThroughApplyingCompactionAndCollection() {
    long first = process.insert(left, many("x"));
    long last = process.insert(left, many("y"));
    try (Snapshot<String, Unit> snapshot = left.snapshot(last, Scan.everything(), Deadline.none());
        Changes<String, Unit> changes =
            left.changes(first, last, Scan.everything(), Deadline.none());
        TxnProcess other = anotherProcess();
        ShardUpkeep upkeep = other.client().openUpkeep(a, Codec.string(), Codec.unit())) {
      other.txns().apply();
      other.insert(other.shard(a), many("z"));
      other.txns().apply();
      other.txns().tidy();
      assertThat(upkeep.compact(Deadline.none())).isPositive();
      upkeep.rollUp();
      upkeep.collectGarbage();
      assertThat(snapshot.fetch()).hasSize(4_000);
      assertThat(changes.fetch()).hasSize(2_000);
      assertThat(other.now(other.shard(a))).hasSize(6_000);
    }
    assertThat(process.now(left)).hasSize(6_000);
  }

  @Test
  void nobodyTakesForLeakedWhatWasCommittedAndIsNotAppliedYet() {
    process.insert(left, many("x"));
    assertThat(unreferenced()).isEmpty();
    try (Txn open = process.txns().begin()) {
      open.write(left, inserts(many("y")));
      assertThat(open.staged(a)).isPresent();
      assertThat(unreferenced()).hasSize(1);
    }
    process.txns().apply();
    process.txns().tidy();
    assertThat(unreferenced()).isEmpty();
  }

  /** A compaction in the background may have written what it is about to link. */
  private void awaitNothingUnreferenced() {
    Deadline patience = Deadline.after(Duration.ofSeconds(20));
    List<UnreferencedBlob> found = unreferenced();
    while (!patience.hasPassed() && !found.isEmpty()) {
      found = unreferenced();
    }
    assertThat(found).isEmpty();
  }

  private List<UnreferencedBlob> unreferenced() {
    return inspected(shard -> shard.unreferencedBlobs(LeakRule.DEFAULT));
  }

  private <R> R inspected(Function<InspectedShard, R> look) {
    PersistConfig config = PersistConfig.defaults();
    BackgroundThreads threads = BackgroundThreads.start(config);
    try (ShardInspector inspector = new ShardInspector(openLocation(), config, threads)) {
      return look.apply(inspector.shard(a));
    }
  }

  @Test
  void whoLooksFromOutsideSeesWhatIsCommittedBeforeAndAfterItIsApplied() {
    long first = process.insert(left, "x");
    process.txns().apply();
    long second = process.delete(left, "x");
    long third = process.insert(left, many("y"));
    process.insert(right, "z");
    for (int round = 0; round < 3; round++) {
      List<Update<String, Unit>> told =
          inspected(shard -> shard.committedHistory(Codec.string(), Codec.unit()));
      assertThat(told)
          .hasSize(2_002)
          .contains(
              new Update<>("x", Unit.UNIT, first, 1),
              new Update<>("x", Unit.UNIT, second, -1),
              new Update<>("y7", Unit.UNIT, third, 1));
      if (round == 0) {
        process.txns().apply();
      } else {
        process.txns().tidy();
      }
    }
  }

  @Test
  void manyCommitsLeaveLittleInTheTxnsShard() {
    int commits = 150;
    for (int i = 0; i < commits; i++) {
      process.insert(left, "key" + i);
      if (i % 50 == 49) {
        process.txns().apply();
      }
    }
    process.txns().tidy();
    assertThat(process.txns().log().cache().entries()).isEqualTo(2);
    process.txns().log().cache().trim(Long.MAX_VALUE, 0);
    process.txns().compactTo(Long.MAX_VALUE);
    process.txns().log().downgradeSince();
    try (ShardUpkeep upkeep =
        process.client().openUpkeep(Txns.SHARD, Codec.string(), Codec.bytes())) {
      upkeep.compact(Deadline.none());
      assertThat(upkeep.present().updates()).isLessThanOrEqualTo(4);
    }
    try (TxnProcess other = anotherProcess()) {
      assertThat(other.now(other.shard(a))).hasSize(commits);
      assertThat(other.txns().registered()).containsExactlyInAnyOrder(a, b);
    }
  }

  @Test
  void aTimeInThePastThatNobodyCommittedAtCanBeRead() {
    long time = process.txns().readTime();
    process.txns().completeUpTo(time + 10);
    assertThat(process.txns().readTime()).isGreaterThanOrEqualTo(time + 10);
    assertThat(at(left, time + 10)).isEmpty();
  }
}
