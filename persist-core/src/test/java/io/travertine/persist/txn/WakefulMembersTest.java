package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for an append that does not take long stays awake. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WakefulMembersTest {

  private static final long QUICK_NANOS = 100_000;
  private static final long SLOW_NANOS = 20_000_000;

  /** Its monotonic time goes on when somebody commits; who looks again and again has all day. */
  private static final class Watch implements Clock {

    private final AtomicLong nanos = new AtomicLong();
    private final List<Long> spins = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch spinning = new CountDownLatch(1);
    private volatile CountDownLatch sleeping = new CountDownLatch(1);

    @Override
    public long epochMicros() {
      return Clock.system().epochMicros();
    }

    @Override
    public long monotonicNanos() {
      return nanos.get();
    }

    @Override
    public void sleep(long wanted) throws InterruptedException {
      Clock.system().sleep(wanted);
    }

    @Override
    public long await(Lock lock, Condition condition, long wanted) throws InterruptedException {
      sleeping.countDown();
      return Clock.system().await(lock, condition, wanted);
    }

    @Override
    public boolean spin(BooleanSupplier condition, long wanted) {
      spins.add(wanted);
      spinning.countDown();
      while (!condition.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
        Thread.yield();
      }
      return condition.getAsBoolean();
    }
  }

  private final Watch clock = new Watch();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final GroupCommit commits = new GroupCommit(clock, this::commit);
  private volatile long takes = QUICK_NANOS;

  /** Whose commit began last. */
  private volatile Thread last = Thread.currentThread();

  private volatile CountDownLatch taken = new CountDownLatch(1);
  private volatile CountDownLatch mayEnd = new CountDownLatch(1);

  private void commit(List<Member> group, GroupCommit.Joining joining, Deadline deadline) {
    taken.countDown();
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted", e);
    }
    clock.nanos.addAndGet(takes);
    group.forEach(each -> each.end(new CommitOutcome.Committed(1)));
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private Future<CommitOutcome> commit(Deadline deadline) {
    Txn.Prepared nothing = new Txn.Prepared(List.of(), Set.of(), Set.of());
    Member member = new Member(nothing, Optional.empty(), 0, Seed.secure());
    return threads.submit(
        () -> {
          last = Thread.currentThread();
          return commits.commit(member, deadline);
        });
  }

  /** One whose append is held up. */
  private Future<CommitOutcome> first() throws InterruptedException {
    taken = new CountDownLatch(1);
    mayEnd = new CountDownLatch(1);
    Future<CommitOutcome> first = commit(Deadline.none());
    taken.await();
    return first;
  }

  private void awaitWaiting(int count) {
    while (commits.waiting() < count) {
      Thread.onSpinWait();
    }
  }

  /** So that {@code others} and one are known to commit at the same time. */
  private void commitTogether(int others) throws Exception {
    Future<CommitOutcome> first = first();
    List<Future<CommitOutcome>> running = new CopyOnWriteArrayList<>();
    for (int i = 0; i < others; i++) {
      running.add(commit(Deadline.none()));
    }
    awaitWaiting(others);
    mayEnd.countDown();
    first.get();
    for (Future<CommitOutcome> each : running) {
      each.get();
    }
    clock.spins.clear();
    clock.spinning = new CountDownLatch(1);
  }

  /** One that waits behind it. */
  private Future<CommitOutcome> second(Deadline deadline) {
    clock.sleeping = new CountDownLatch(1);
    Future<CommitOutcome> second = commit(deadline);
    awaitWaiting(1);
    return second;
  }

  @Test
  void whoWaitsForAQuickAppendIsCalledWithoutHavingSlept() throws Exception {
    commitTogether(2);
    Future<CommitOutcome> first = first();
    Future<CommitOutcome> second = second(Deadline.none());
    clock.spinning.await();
    assertThat(clock.sleeping.getCount()).isOne();
    mayEnd.countDown();
    assertThat(first.get()).isEqualTo(new CommitOutcome.Committed(1));
    assertThat(second.get()).isEqualTo(new CommitOutcome.Committed(1));
    assertThat(clock.spins).containsExactly(2 * QUICK_NANOS);
  }

  private void assertTheNextSleeps() throws Exception {
    Future<CommitOutcome> first = first();
    Future<CommitOutcome> second = second(Deadline.none());
    clock.sleeping.await();
    mayEnd.countDown();
    first.get();
    second.get();
    assertThat(clock.spins).isEmpty();
  }

  @Test
  void whoWaitsForASlowAppendSleeps() throws Exception {
    takes = SLOW_NANOS;
    commitTogether(2);
    assertTheNextSleeps();
  }

  @Test
  void oneOfManySleeps() throws Exception {
    int many = 2 * Runtime.getRuntime().availableProcessors() + 1;
    commitTogether(many);
    assertTheNextSleeps();
  }

  @Test
  void whoIsAwakeHearsAnInterrupt() throws Exception {
    commitTogether(2);
    Future<CommitOutcome> first = first();
    Future<CommitOutcome> second = second(Deadline.none());
    clock.spinning.await();
    last.interrupt();
    assertThat(second)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(CancelledException.class);
    mayEnd.countDown();
    first.get();
  }

  @Test
  void nobodyIsAwakeForLongerThanItsDeadline() throws Exception {
    commitTogether(2);
    Future<CommitOutcome> first = first();
    Future<CommitOutcome> second = second(Deadline.after(Duration.ofNanos(QUICK_NANOS), clock));
    clock.spinning.await();
    mayEnd.countDown();
    first.get();
    second.get();
    assertThat(clock.spins).containsExactly(QUICK_NANOS);
  }
}
