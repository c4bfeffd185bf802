package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.data.Unit;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions of several threads at once. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GroupCommitTest {

  private static final int THREADS = 8;
  private static final int INSERTS = 1_000;

  /** The machine's, with the waits of the thread that runs the test. */
  private static final class WaitsOfTheTest implements Clock {

    private final Thread tester = Thread.currentThread();
    private final List<Long> nanos = new CopyOnWriteArrayList<>();

    @Override
    public long epochMicros() {
      return Clock.system().epochMicros();
    }

    @Override
    public long monotonicNanos() {
      return Clock.system().monotonicNanos();
    }

    @Override
    public void sleep(long wanted) throws InterruptedException {
      Clock.system().sleep(wanted);
    }

    @Override
    public long await(Lock lock, Condition condition, long wanted) throws InterruptedException {
      if (Thread.currentThread() == tester) {
        nanos.add(wanted);
      }
      return Clock.system().await(lock, condition, wanted);
    }
  }

  private final WaitsOfTheTest clock = new WaitsOfTheTest();
  private final MemoryPlace place = MemoryPlace.unnamed();
  private final GatedConsensus consensus = new GatedConsensus(place.consensus());
  private final ShardId id = ShardId.generate(Seed.secure());
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
  private final TxnProcess process = process(TxnProcess.BY_HAND);
  private final DataShard<String, Unit> shard = process.registered(id);

  private TxnProcess process(TxnLimits limits) {
    return new TxnProcess(
        new OpenLocation(PersistLocation.of("mem:group"), place.blob(), consensus),
        PersistConfig.defaults().withClock(clock),
        limits);
  }

  @AfterEach
  void close() {
    process.close();
    threads.shutdownNow();
  }

  private void awaitWaiting(int count) {
    while (process.txns().commits().waiting() < count) {
      Thread.onSpinWait();
    }
  }

  /** Starts a commit that is held up, and then others, which wait for it. */
  private <T> List<Future<T>> behindOneThatIsHeldUp(
      GatedConsensus.Gate gate, List<Callable<T>> commits) throws InterruptedException {
    List<Future<T>> running = new ArrayList<>();
    for (Callable<T> commit : commits) {
      running.add(threads.submit(commit));
      if (running.size() == 1) {
        gate.reached().await();
      } else {
        awaitWaiting(running.size() - 1);
      }
    }
    return running;
  }

  @Test
  void thoseWhoComeDuringACommitAreCommittedTogether() throws Exception {
    GatedConsensus.Gate gate = consensus.holdUp();
    int before = consensus.commits();
    List<Callable<Long>> commits = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      String key = "key" + i;
      commits.add(() -> process.insert(shard, key));
    }
    List<Future<Long>> running = behindOneThatIsHeldUp(gate, commits);
    gate.open().countDown();
    long last = -1;
    for (Future<Long> each : running) {
      assertThat(each.get()).isGreaterThan(last);
      last = each.get();
    }
    assertThat(consensus.commits() - before).isEqualTo(2);
    assertThat(process.now(shard)).hasSize(THREADS);
  }

  @Test
  void aLoneTransactionWaitsForThoseBeforeItOnceAndAMoment() throws Exception {
    GatedConsensus.Gate gate = consensus.holdUp();
    List<Callable<Long>> commits = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      String key = "key" + i;
      commits.add(() -> process.insert(shard, key));
    }
    List<Future<Long>> running = behindOneThatIsHeldUp(gate, commits);
    gate.open().countDown();
    for (Future<Long> each : running) {
      each.get();
    }
    clock.nanos.clear();
    process.insert(shard, "alone");
    assertThat(clock.nanos)
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(nanos -> nanos <= TimeUnit.MILLISECONDS.toNanos(1));
    clock.nanos.clear();
    for (int i = 0; i < 5; i++) {
      process.insert(shard, "still alone " + i);
    }
    assertThat(clock.nanos).isEmpty();
  }

  /** Refuses who comes second to a shard. */
  private CommitCheck first(long readTime) {
    return new CommitCheck() {
      @Override
      public long readTime() {
        return readTime;
      }

      @Override
      public Set<ShardId> shards() {
        return Set.of(id);
      }

      @Override
      public Optional<Conflict> conflict(OthersChanges changes) {
        return Optional.of(new Conflict(changes.shardId(), "second"));
      }
    };
  }

  @Test
  void membersOfOneGroupAreCheckedAgainstThoseBefore() throws Exception {
    long read = process.txns().readTime();
    GatedConsensus.Gate gate = consensus.holdUp();
    ShardId elsewhere = ShardId.generate(Seed.secure());
    List<Callable<CommitOutcome>> commits = new ArrayList<>();
    commits.add(
        () -> {
          try (Txn txn = process.txns().begin()) {
            txn.register(elsewhere);
            return process.txns().commit(txn);
          }
        });
    for (int i = 0; i < 2; i++) {
      String key = "key" + i;
      commits.add(
          () -> {
            try (Txn txn = process.txns().begin(read)) {
              txn.write(shard, TxnProcess.inserts(key));
              return process.txns().commit(txn, first(read), Deadline.none());
            }
          });
    }
    List<Future<CommitOutcome>> running = behindOneThatIsHeldUp(gate, commits);
    gate.open().countDown();
    assertThat(running.get(1).get()).isInstanceOf(CommitOutcome.Committed.class);
    assertThat(running.get(2).get()).isInstanceOf(CommitOutcome.Refused.class);
    assertThat(process.now(shard)).isEqualTo(Map.of("key0", 1L));
  }

  @Test
  void aFollowerWhoseDeadlinePassesLeavesTheOthersAlone() throws Exception {
    GatedConsensus.Gate gate = consensus.holdUp();
    List<Callable<Object>> commits = new ArrayList<>();
    commits.add(() -> process.insert(shard, "leader"));
    commits.add(
        () -> {
          try (Txn txn = process.txns().begin()) {
            txn.write(shard, TxnProcess.inserts("hasty"));
            return process.txns().commit(txn, Deadline.after(Duration.ofMillis(1)));
          }
        });
    List<Future<Object>> running = new ArrayList<>();
    running.add(threads.submit(commits.get(0)));
    gate.reached().await();
    running.add(threads.submit(commits.get(1)));
    assertThatThrownBy(() -> running.get(1).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("nothing happened");
    gate.open().countDown();
    running.get(0).get();
    assertThat(process.now(shard)).isEqualTo(Map.of("leader", 1L));
  }

  @Test
  void aLeaderThatIsInterruptedLeavesTheOthersToTheNext() throws Exception {
    GatedConsensus.Gate first = consensus.holdUp();
    List<Callable<Long>> commits = new ArrayList<>();
    for (String key : List.of("first", "leader", "follower")) {
      commits.add(() -> process.insert(shard, key));
    }
    List<Future<Long>> running = behindOneThatIsHeldUp(first, commits);
    GatedConsensus.Gate second = consensus.holdUp();
    first.open().countDown();
    running.get(0).get();
    second.reached().await();
    // Who leads the second group is one of two; the other one is committed.
    boolean interrupted = false;
    while (!interrupted) {
      interrupted = running.get(1).cancel(true) || interrupted;
    }
    second.open().countDown();
    running.get(2).get();
    assertThat(process.now(shard)).containsKeys("first", "follower").doesNotContainValue(2L);
  }

  @Test
  void aFollowerLearnsFromTheLogWhatBecameOfAnAppendThatItsLeaderHasLeft() throws Exception {
    GatedConsensus.Gate first = consensus.holdUp();
    List<Callable<Long>> commits = new ArrayList<>();
    for (String key : List.of("first", "one", "other")) {
      commits.add(() -> process.insert(shard, key));
    }
    List<Future<Long>> running = behindOneThatIsHeldUp(first, commits);
    GatedConsensus.Gate second = consensus.holdUpAndLoseAnswer();
    first.open().countDown();
    running.get(0).get();
    second.reached().await();
    second.open().countDown();
    int told = 0;
    int inDoubt = 0;
    for (Future<Long> each : running.subList(1, 3)) {
      try {
        assertThat(each.get()).isPositive();
        told++;
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(CancelledException.class);
        inDoubt++;
      }
    }
    assertThat(List.of(told, inDoubt)).isEqualTo(List.of(1, 1));
    assertThat(process.now(shard)).isEqualTo(Map.of("first", 1L, "one", 1L, "other", 1L));
  }

  @Test
  void blindInsertsOfManyThreadsNeverConflict() throws Exception {
    try (TxnProcess busy = process(TxnLimits.DEFAULTS)) {
      DataShard<String, Unit> mine = busy.shard(id);
      int before = consensus.commits();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        running.add(
            threads.submit(
                () -> {
                  for (int j = 0; j < INSERTS; j++) {
                    busy.insert(mine, "key" + thread + "-" + j);
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      assertThat(consensus.commits() - before).isLessThan(THREADS * INSERTS);
      assertThat(busy.now(mine)).hasSize(THREADS * INSERTS).doesNotContainValue(2L);
      busy.txns().apply();
      assertThat(busy.now(mine)).hasSize(THREADS * INSERTS).doesNotContainValue(2L);
    }
    assertThat(process.now(shard)).hasSize(THREADS * INSERTS).doesNotContainValue(2L);
  }

  @Test
  void anInterruptedCommitSaysThatItMayHaveHappened() throws Exception {
    GatedConsensus.Gate gate = consensus.holdUp();
    Thread[] committing = new Thread[1];
    Future<?> running =
        threads.submit(
            () -> {
              committing[0] = Thread.currentThread();
              process.insert(shard, "x");
            });
    gate.reached().await();
    committing[0].interrupt();
    assertThatThrownBy(running::get).hasCauseInstanceOf(CancelledException.class);
    assertThat(process.insert(shard, "y")).isPositive();
    assertThat(process.now(shard)).containsKey("y");
  }
}
