package io.travertine.persist.txn;

import static io.travertine.persist.txn.TxnProcess.at;
import static io.travertine.persist.txn.TxnProcess.inserts;
import static io.travertine.persist.txn.TxnProcess.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.ListenEvent;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.SuspendedClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process on a machine that slept for longer than its leases, while another one worked. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LostLeasesTest {

  private static final Duration NIGHT = Duration.ofHours(8);

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId a = ShardId.generate(Seed.secure());
  private final SuspendedClock clock = new SuspendedClock();

  private TxnProcess awake;
  private TxnProcess sleeper;
  private DataShard<String, Unit> theirs;
  private DataShard<String, Unit> left;

  private TxnProcess process() {
    return new TxnProcess(
        TxnProcess.location(place),
        PersistConfig.defaults().withClock(clock).withInline(0, 0),
        TxnProcess.BY_HAND);
  }

  @BeforeEach
  void open() {
    awake = process();
    theirs = awake.registered(a);
    awake.insert(theirs, "x");
    sleeper = process();
    left = sleeper.shard(a);
    assertThat(sleeper.now(left)).isEqualTo(Map.of("x", 1L));
  }

  @AfterEach
  void close() {
    sleeper.close();
    awake.close();
  }

  /** One sleeps; another one works, and removes whatever nobody holds any more. */
  private void nightFalls(boolean historyGoes) {
    awake.close();
    clock.suspend(NIGHT);
    awake = process();
    theirs = awake.shard(a);
    awake.insert(theirs, "y");
    awake.txns().apply();
    awake.txns().tidy();
    long last = awake.insert(theirs, "z");
    awake.txns().apply();
    awake.txns().tidy();
    if (historyGoes) {
      theirs.downgradeSince(last);
      awake.txns().compactTo(last);
    }
    try (var upkeep = awake.client().openUpkeep(a, Codec.string(), Codec.unit())) {
      upkeep.compact(Deadline.none());
      upkeep.rollUp();
      theirs.downgradeSince(0);
      upkeep.collectGarbage();
    }
  }

  @Test
  void readsOn() {
    long before = sleeper.txns().readTime();
    nightFalls(false);
    assertThat(sleeper.now(left)).isEqualTo(Map.of("x", 1L, "y", 1L, "z", 1L));
    assertThat(at(left, before)).isEqualTo(Map.of("x", 1L));
    sleeper.insert(left, "w");
    assertThat(awake.now(theirs)).hasSize(4);
  }

  @Test
  void readsWithoutHavingLookedAtTheShard() {
    long before = sleeper.txns().readTime();
    nightFalls(false);
    assertThat(at(left, before)).isEqualTo(Map.of("x", 1L));
  }

  @Test
  void isToldWhatHistoryIsGone() {
    long before = sleeper.txns().readTime();
    nightFalls(true);
    assertThatThrownBy(() -> at(left, before)).isInstanceOf(HistoryLostException.class);
    assertThat(sleeper.now(left)).isEqualTo(Map.of("x", 1L, "y", 1L, "z", 1L));
    assertThat(left.since()).isGreaterThan(before);
  }

  @Test
  void anOpenTransactionStillFindsItsConflict() {
    long read = sleeper.txns().readTime();
    try (Txn txn = sleeper.txns().begin(read)) {
      txn.write(left, inserts("mine"));
      nightFalls(false);
      assertThat(sleeper.txns().commit(txn, nobodyTouches(read), Deadline.none()))
          .isInstanceOf(CommitOutcome.Refused.class);
    }
  }

  @Test
  void anOpenTransactionIsNotCommittedWhenNobodyKnowsWithWhatItConflicts() {
    long read = sleeper.txns().readTime();
    try (Txn txn = sleeper.txns().begin(read)) {
      txn.write(left, inserts("mine"));
      nightFalls(true);
      assertThatThrownBy(() -> sleeper.txns().commit(txn, nobodyTouches(read), Deadline.none()))
          .isInstanceOf(HistoryLostException.class);
    }
    assertThat(awake.now(theirs)).doesNotContainKey("mine");
  }

  private CommitCheck nobodyTouches(long readTime) {
    return new UntouchedShard(left, readTime);
  }

  @Test
  void anOpenTransactionThatDependsOnNothingIsCommitted() {
    try (Txn txn = sleeper.txns().begin()) {
      txn.write(left, inserts("mine"));
      nightFalls(true);
      assertThat(time(sleeper.txns().commit(txn))).isPositive();
    }
    assertThat(awake.now(theirs)).containsKey("mine");
  }

  @Test
  void anOpenSnapshotWhosePartsAreGoneSaysThatItsLeaseIsLost() {
    awake.insert(theirs, many());
    awake.txns().apply();
    try (Snapshot<String, Unit> snapshot =
        left.snapshot(sleeper.txns().readTime(), Scan.everything(), Deadline.none())) {
      nightFalls(false);
      assertThatThrownBy(snapshot::fetch).isInstanceOf(LeaseExpiredException.class);
    }
    assertThat(sleeper.now(left)).hasSize(2_003);
  }

  private static String[] many() {
    return IntStream.range(0, 2_000).mapToObj(i -> "key" + i).toArray(String[]::new);
  }

  @Test
  void aSubscriptionMissesNothing() {
    long asOf = sleeper.txns().readTime();
    try (TxnSubscription<String, Unit> subscription = left.subscribe(asOf)) {
      assertThat(subscription.next())
          .isEqualTo(new ListenEvent.Changes<>(List.of(new Update<>("x", Unit.UNIT, asOf, 1))));
      nightFalls(false);
      assertThat(nextChange(subscription)).containsExactly("y", "z");
    }
  }

  private static List<String> nextChange(TxnSubscription<String, Unit> subscription) {
    ListenEvent<String, Unit> event = subscription.next();
    while (event instanceof ListenEvent.Progress<String, Unit>) {
      event = subscription.next();
    }
    return ((ListenEvent.Changes<String, Unit>) event)
        .updates().stream().map(Update::key).sorted().toList();
  }

  @Test
  void aSubscriptionSaysThatItWouldMissSomething() {
    try (TxnSubscription<String, Unit> subscription = left.subscribe(sleeper.txns().readTime())) {
      subscription.next();
      nightFalls(true);
      assertThatThrownBy(() -> nextChange(subscription)).isInstanceOf(HistoryLostException.class);
    }
  }
}
