package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.ShardInspection;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.decorators.Unreliability;
import io.travertine.persist.location.decorators.UnreliableConsensus;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shard that cannot be given what was committed to it is nobody else's trouble. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class OneBrokenShardTest {

  private static final TxnLimits AT_ONCE =
      new TxnLimits(128, 256 << 10, Duration.ofMillis(5), 256, 32 << 20);

  private static final int COMMITS = 6_000;

  /** Held, so that its handler stays. */
  private static final Logger CORE = Logger.getLogger("io.travertine.persist.txn");

  private final List<LogRecord> told = new CopyOnWriteArrayList<>();

  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          told.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final BrokenShards consensus = new BrokenShards(place.consensus());
  private final Unreliability outage = new Unreliability(Seed.of(1));
  private final ShardId broken = ShardId.generate(Seed.secure());
  private final ShardId fine = ShardId.generate(Seed.secure());

  /** Commits, and applies nothing. */
  private final TxnProcess writer =
      new TxnProcess(TxnProcess.location(place), PersistConfig.defaults(), TxnProcess.BY_HAND);

  private final DataShard<String, Unit> toBroken = writer.registered(broken);
  private final DataShard<String, Unit> toFine = writer.registered(fine);

  @BeforeEach
  void listen() {
    outage.totallyAvailable();
    CORE.addHandler(listener);
    CORE.setUseParentHandlers(false);
  }

  @AfterEach
  void close() {
    CORE.removeHandler(listener);
    CORE.setUseParentHandlers(true);
    writer.close();
  }

  private TxnProcess applying(PersistConfig config) {
    OpenLocation location =
        new OpenLocation(
            PersistLocation.of("mem:broken"),
            place.blob(),
            new UnreliableConsensus(consensus, outage));
    return new TxnProcess(location, config, AT_ONCE);
  }

  private static PersistException damaged() {
    return new CorruptException("the state of a shard is damaged");
  }

  private static void await(BooleanSupplier condition) {
    Deadline patience = Deadline.after(Duration.ofSeconds(60));
    while (!condition.getAsBoolean()) {
      assertThat(patience.hasPassed()).isFalse();
      Thread.onSpinWait();
    }
  }

  private boolean hasAllBefore(ShardId shard, long time) {
    return writer.client().recentUpper(shard).only() > time;
  }

  private List<String> told(Level level, String containing) {
    return told.stream()
        .filter(line -> line.getLevel().equals(level))
        .map(LogRecord::getMessage)
        .filter(line -> line.contains(containing))
        .toList();
  }

  @Test
  void theOthersAreApplied() {
    writer.insert(toBroken, "a");
    long time = writer.insert(toFine, "b");
    consensus.breaks(broken, OneBrokenShardTest::damaged);
    try (TxnProcess process = applying(PersistConfig.defaults())) {
      await(() -> hasAllBefore(fine, time));
      assertThat(process.now(process.shard(fine))).isEqualTo(Map.of("b", 1L));
    }
    assertThat(writer.client().recentUpper(broken).only()).isLessThan(time);
  }

  @Test
  void oneThatIsPoisonedHereKeepsNobodyFromIt() {
    try (TxnProcess process = applying(PersistConfig.defaults())) {
      DataShard<String, Unit> mine = process.shard(fine);
      process.shard(broken);
      writer.insert(toBroken, "a");
      Versioned newest = place.consensus().head(broken.toString()).orElseThrow();
      SeqNo next = newest.seqNo().next();
      place
          .consensus()
          .compareAndSet(
              broken.toString(),
              Optional.of(newest.seqNo()),
              new Versioned(next, new byte[] {1, 2, 3}));
      assertThat(process.txns().isRegistered(broken)).isTrue();
      long time = process.insert(mine, "b");
      await(() -> hasAllBefore(fine, time));
      await(() -> !told(Level.WARNING, broken.toString()).isEmpty());
      assertThat(told(Level.WARNING, ""))
          .singleElement()
          .satisfies(line -> assertThat(line).contains("only 3 bytes", "inspect shards"));
    }
  }

  @Test
  void itIsToldOnceHoweverMuchIsCommitted() {
    writer.insert(toBroken, "a");
    consensus.breaks(broken, OneBrokenShardTest::damaged);
    try (TxnProcess process = applying(PersistConfig.defaults())) {
      DataShard<String, Unit> mine = process.shard(fine);
      await(() -> consensus.failures() > 0);
      for (int i = 0; i < 20; i++) {
        long time = process.insert(mine, "key" + i);
        await(() -> hasAllBefore(fine, time));
      }
      assertThat(told(Level.WARNING, ""))
          .singleElement()
          .satisfies(line -> assertThat(line).contains(broken.toString(), "damaged", "drop"));
      assertThat(consensus.failures()).isLessThan(20);
    }
  }

  @Test
  void itIsAppliedOnceItWorksAgainAndThatIsTold() {
    writer.insert(toBroken, "a");
    long time = writer.insert(toBroken, "b");
    consensus.breaks(broken, OneBrokenShardTest::damaged);
    try (TxnProcess process = applying(PersistConfig.defaults())) {
      await(() -> !told(Level.WARNING, broken.toString()).isEmpty());
      consensus.mend(broken);
      await(() -> hasAllBefore(broken, time));
      await(() -> !told(Level.INFO, "works again").isEmpty());
      assertThat(told(Level.INFO, "works again").get(0)).contains(broken.toString());
      assertThat(process.now(process.shard(broken))).isEqualTo(Map.of("a", 1L, "b", 1L));
    }
  }

  /** Its entry stays; of thousands of others nothing does. */
  @Test
  void itHoldsNoHistoryOfTheOthersBack() {
    long first = writer.insert(toBroken, "a");
    consensus.breaks(broken, OneBrokenShardTest::damaged);
    try (TxnProcess process = applying(PersistConfig.defaults())) {
      await(() -> consensus.failures() > 0);
      DataShard<String, Unit> mine = process.shard(fine);
      for (int i = 0; i < COMMITS; i++) {
        process.insert(mine, "key");
      }
      await(
          () -> {
            process.insert(mine, "key");
            return process.txns().log().since() > first && left(process, writer) < 1_500;
          });
    }
    consensus.mend(broken);
    try (TxnProcess later = applying(PersistConfig.defaults())) {
      DataShard<String, Unit> again = later.shard(broken);
      await(() -> hasAllBefore(broken, first));
      assertThat(TxnProcess.at(again, first)).isEqualTo(Map.of("a", 1L));
      assertThat(TxnProcess.at(again, first - 1)).isEmpty();
      assertThat(later.now(again)).isEqualTo(Map.of("a", 1L));
    }
  }

  /** How many updates the txns shard has, when readers hold nothing back. */
  private static long left(TxnProcess process, TxnProcess other) {
    process.txns().log().downgradeSince();
    other.txns().registered();
    other.txns().log().downgradeSince();
    return process.client().inspectShard(Txns.SHARD).batches().stream()
        .mapToLong(ShardInspection.Batch::updates)
        .sum();
  }

  /** Whoever never answers may be waited for, but not for ever. */
  @Test
  void oneThatDoesNotAnswerKeepsTheOthersWaitingForAWhileOnly() {
    writer.insert(toBroken, "a");
    long time = writer.insert(toFine, "b");
    consensus.breaks(broken, () -> new IndeterminateException("no answer"));
    try (TxnProcess process = applying(PersistConfig.defaults().withClock(new HastyClock()))) {
      await(() -> hasAllBefore(fine, time));
      await(() -> !told(Level.WARNING, "").isEmpty());
      assertThat(told(Level.WARNING, ""))
          .singleElement()
          .satisfies(line -> assertThat(line).contains(broken.toString(), "no answer"));
    }
  }

  @Test
  void anOutageOfAllIsNotAWarningForEach() {
    for (int i = 0; i < 20; i++) {
      writer.insert(writer.registered(ShardId.generate(Seed.secure())), "x");
    }
    try (TxnProcess process = applying(PersistConfig.defaults().withClock(new HastyClock()))) {
      outage.totallyUnavailable();
      await(Deadline.after(Duration.ofSeconds(3))::hasPassed);
      outage.totallyAvailable();
      process.txns().isRegistered(fine);
      await(() -> process.txns().log().cache().backlogs().isEmpty());
      assertThat(told(Level.WARNING, "")).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void whoClosesDoesNotTryItAgain() {
    writer.insert(toBroken, "a");
    consensus.breaks(broken, OneBrokenShardTest::damaged);
    TxnProcess process = applying(PersistConfig.defaults());
    await(() -> !told(Level.WARNING, broken.toString()).isEmpty());
    long time = process.insert(process.shard(fine), "b");
    int failures = consensus.failures();
    process.close();
    assertThat(consensus.failures()).isLessThanOrEqualTo(failures + 1);
    assertThat(hasAllBefore(fine, time)).isTrue();
  }

  @Test
  void itCanBeTakenOut() {
    writer.insert(toBroken, "a");
    try (TxnProcess process = applying(PersistConfig.defaults())) {
      consensus.breaks(broken, OneBrokenShardTest::damaged);
      try (Txn txn = process.txns().begin()) {
        txn.forget(broken);
        assertThat(process.txns().commit(txn)).isInstanceOf(CommitOutcome.Committed.class);
      }
      assertThat(process.txns().isRegistered(broken)).isFalse();
    }
  }

  @Test
  void byHandTheOthersAreAppliedAndTheFailureIsTold() {
    writer.insert(toBroken, "a");
    long time = writer.insert(toFine, "b");
    consensus.breaks(broken, OneBrokenShardTest::damaged);
    OpenLocation location =
        new OpenLocation(PersistLocation.of("mem:broken"), place.blob(), consensus);
    try (TxnProcess process =
        new TxnProcess(location, PersistConfig.defaults(), TxnProcess.BY_HAND)) {
      assertThatThrownBy(() -> process.txns().apply()).isInstanceOf(CorruptException.class);
      assertThat(hasAllBefore(fine, time)).isTrue();
    }
  }
}
