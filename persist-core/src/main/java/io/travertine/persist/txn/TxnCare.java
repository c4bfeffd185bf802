package io.travertine.persist.txn;

import io.travertine.persist.BackgroundThreads;
import io.travertine.persist.PersistClient;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.location.Access;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.TxnEntry.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies, tidies and compacts in the background: when a shard lacks much, and a while after the
 * last commits. When there is nothing left to do nothing is scheduled, but for a look now and then
 * at what other processes did, so that an idle process does not hold history back. Thread-safe.
 */
final class TxnCare implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TxnCare.class);

  /** How long closing may take. */
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  /** So many entries more that are gone let the since follow without delay. */
  private static final int COMPACTED_AT = 1_024;

  /**
   * More useless entries than these are removed without waiting for a commit to ride along with.
   */
  private static final int TIDY_AT = 4_096;

  /** Reads make a shard be given what it lacks when it is this share of what writes leave. */
  private static final int OVERLAID_SHARE = 32;

  private final TxnLog log;
  private final Applying applying;
  private final BackgroundThreads threads;
  private final Clock clock;
  private final TxnLimits limits;
  private final LongSupplier earliestNeeded;
  private final Runnable rest;
  private final long lookNanos;
  private final boolean writes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();

  // Guarded by the lock.
  private boolean timed;
  private boolean running;
  private boolean wanted;
  private boolean closed;
  private boolean lookDue;
  private boolean retryTimed;

  /** What was known when it was looked at last; used by the one task that runs. */
  private volatile long progressLooked;

  /** What kept all from being applied when it was tried last; used by the one task that runs. */
  private volatile Optional<Outage> outage = Optional.empty();

  /** A failure that is not that of one shard, and when it was told. */
  private record Outage(Class<?> what, long toldNanos) {

    boolean isStillTold(PersistException why, long now) {
      return what == why.getClass() && now - toldNanos < FailingShards.TOLD_FOR.toNanos();
    }
  }

  /** How many entries had gone when the since followed last; used by the one task that runs. */
  private volatile long removalsCompacted;

  /**
   * @param earliestNeeded this process may still want to know of what was committed from then on
   * @param rest called now and then, to give up what nobody uses
   */
  TxnCare(
      TxnLog log,
      Applying applying,
      PersistClient client,
      TxnLimits limits,
      LongSupplier earliestNeeded,
      Runnable rest) {
    this.log = log;
    this.applying = applying;
    this.threads = client.background();
    this.clock = client.config().clock();
    this.limits = limits;
    this.earliestNeeded = earliestNeeded;
    this.rest = rest;
    this.lookNanos = Math.max(1, client.config().reads().lease().toNanos() / 4);
    this.writes = client.access() == Access.READ_WRITE;
  }

  /** Takes up what others have left, if they have. */
  void begin() {
    if (writes && !applying.backlogs().isEmpty()) {
      committed();
    }
    scheduleLook();
  }

  /** A read laid so many writes over a shard that it had better be given them. */
  void overlaid(int writes) {
    if (this.writes && writes > limits.appliedWrites() / OVERLAID_SHARE) {
      start();
    }
  }

  /** Something was committed by this process. */
  void committed() {
    if (!isDue()) {
      await();
    } else if (!isRunning()) {
      start();
    }
  }

  /** Whether a shard has so much to get that it is to get it now. */
  private boolean isDue() {
    for (TxnsCache.Backlog backlog : applying.backlogs()) {
      if (backlog.writes() >= limits.appliedWrites() || backlog.bytes() >= limits.appliedBytes()) {
        return true;
      }
    }
    return false;
  }

  private void await() {
    lock.lock();
    try {
      if (timed || closed) {
        return;
      }
      timed = true;
    } finally {
      lock.unlock();
    }
    schedule(this::timeIsUp, limits.appliedAfter().toNanos());
  }

  private void timeIsUp() {
    lock.lock();
    try {
      timed = false;
    } finally {
      lock.unlock();
    }
    start();
  }

  private void schedule(Runnable task, long nanos) {
    try {
      threads.heartbeats().schedule(task, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("transactions are applied later: closing");
    }
  }

  /** Has it done on another thread, once at a time. */
  private void start() {
    lock.lock();
    try {
      wanted = true;
      if (running || closed) {
        return;
      }
      running = true;
    } finally {
      lock.unlock();
    }
    try {
      threads.metadata().execute(this::work);
    } catch (RejectedExecutionException e) {
      ended();
      await();
    }
  }

  private void work() {
    boolean failed = false;
    try {
      while (takeWanted()) {
        if (takeLook()) {
          learn();
          rest.run();
        }
        if (writes) {
          applying.applyDue(log.cache().progress() - 1);
          noteApplying();
          if (log.cache().removable(TIDY_AT).size() >= TIDY_AT) {
            tidy();
          }
        }
        letGo();
      }
    } catch (PersistException e) {
      failed = true;
      noteOutage(e);
    } catch (IllegalStateException e) {
      if (!isClosed()) {
        throw e;
      }
      LOG.debug("transactions are applied later: closed meanwhile");
    } finally {
      ended();
    }
    if (!writes) {
      return; // others do what is left
    }
    if (!failed && isDue()) {
      start();
    } else if (failed || !applying.backlogs().isEmpty()) {
      await();
    }
    awaitFailing();
  }

  /** What keeps all from being applied is told once, not whenever it was tried in vain. */
  private void noteOutage(PersistException why) {
    long now = clock.monotonicNanos();
    boolean told = outage.filter(before -> before.isStillTold(why, now)).isPresent();
    if (told) {
      LOG.debug("transactions are applied later", why);
    } else {
      outage = Optional.of(new Outage(why.getClass(), now));
      LOG.warn("transactions are applied later, nothing is lost: {}", why.toString());
    }
  }

  private void noteApplying() {
    if (outage.isPresent()) {
      outage = Optional.empty();
      LOG.info("transactions are applied again");
    }
  }

  /** When those that failed are to be tried again. */
  private void awaitFailing() {
    OptionalLong left = applying.failing().nanosUntilNext();
    if (left.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      if (retryTimed || closed) {
        return;
      }
      retryTimed = true;
    } finally {
      lock.unlock();
    }
    schedule(this::retry, Math.max(left.getAsLong(), limits.appliedAfter().toNanos()));
  }

  private void retry() {
    lock.lock();
    try {
      retryTimed = false;
    } finally {
      lock.unlock();
    }
    start();
  }

  /** Whether there is something to do: not for the little that came while it was done. */
  private boolean takeWanted() {
    boolean due = writes && isDue();
    lock.lock();
    try {
      boolean was = (wanted || due) && !closed;
      wanted = false;
      return was;
    } finally {
      lock.unlock();
    }
  }

  private boolean takeLook() {
    lock.lock();
    try {
      boolean was = lookDue;
      lookDue = false;
      return was;
    } finally {
      lock.unlock();
    }
  }

  private void ended() {
    lock.lock();
    try {
      running = false;
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether something is being done just now. */
  boolean isRunning() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  // ---- what others do

  private void scheduleLook() {
    schedule(this::look, lookNanos);
  }

  private void look() {
    if (isClosed()) {
      return;
    }
    lock.lock();
    try {
      lookDue = true;
    } finally {
      lock.unlock();
    }
    start();
    scheduleLook();
  }

  private void learn() {
    if (log.cache().progress() == progressLooked) {
      log.catchUp(log.fetchUpper());
    }
    progressLooked = log.cache().progress();
  }

  // ---- letting go

  private void letGo() {
    TxnsCache cache = log.cache();
    long needed = Math.min(cache.progress(), earliestNeeded.getAsLong());
    cache.trim(needed, limits.windowBytes());
    log.letGo(needed - 1);
    if (writes) {
      boolean many = cache.removals() - removalsCompacted >= COMPACTED_AT;
      if (many) {
        removalsCompacted = cache.removals();
      }
      compactTo(needed - 1, !many);
    }
  }

  /**
   * Lets history go up to {@code time}, but nothing that is needed. Shards that cannot be given
   * what was committed to them hold nothing back: their entries stay, and say themselves when they
   * were committed, while the history of all others would pile up behind them.
   */
  void compactTo(long time, boolean rarely) {
    TxnsCache cache = log.cache();
    long to = Math.min(time, Math.min(cache.progress(), earliestNeeded.getAsLong()) - 1);
    OptionalLong unapplied = cache.earliestUnapplied(applying.failing().shards());
    if (unapplied.isPresent()) {
      to = Math.min(to, unapplied.getAsLong());
    }
    if (to > log.since()) {
      log.compactTo(to, rarely);
    }
  }

  /** Removes useless entries; others that remove them, or commit meanwhile, make it start again. */
  void tidy() {
    TxnsCache cache = log.cache();
    while (true) {
      long upper = cache.progress();
      List<Write> useless = cache.removable(TIDY_AT);
      if (useless.isEmpty()) {
        return;
      }
      long time = Math.max(clock.epochMicros(), upper);
      List<TxnsCache.Change> changes = new ArrayList<>();
      useless.forEach(write -> changes.add(new TxnsCache.Change(write, -1)));
      log.commit(changes, upper, time);
    }
  }

  /** Does what is left, as long as it does not take long. */
  @Override
  public void close() {
    Deadline goodbye = Deadline.after(GOODBYE, clock);
    if (!awaitIdle(goodbye) || !writes) {
      return;
    }
    try {
      applying.applyBeforeLeaving(log.cache().progress() - 1, goodbye);
      int left = log.cache().backlogs().size();
      if (left > 0) {
        LOG.info("transactions are left to be applied by others, to {} shards", left);
      }
      tidy();
    } catch (PersistException e) {
      LOG.info("transactions are left to be applied by others: {}", e.toString());
    }
  }

  /** Ends background work; whether this is the first time, and it has ended. */
  private boolean awaitIdle(Deadline deadline) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      closed = true;
      while (running && !deadline.hasPassed()) {
        clock.await(lock, idle, deadline.remainingNanos());
      }
      return !running;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
