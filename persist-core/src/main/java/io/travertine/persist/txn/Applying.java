package io.travertine.persist.txn;

import io.travertine.persist.AppendResult;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.StagedAppender;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.txn.TxnEntry.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Gives shards what was committed to them (spec §11.2): all that a shard lacks in one append, in
 * the order of the commits, none left out. Anybody may do it, in any process, and several at once:
 * who comes second finds the shard's upper further on, and knows that it was done. Thread-safe.
 *
 * <p>What a shard has is believed only when Consensus says so: entries are removed on the strength
 * of it.
 */
final class Applying implements AutoCloseable {

  /** Writes, and bytes of them inside the entries, that one append takes at most. */
  private static final int WRITES_MAX = 4_096;

  private static final long BYTES_MAX = 8L << 20;

  /** No shard keeps the others waiting for longer, whether it answers or not. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Who needs longer to tell how far the txns shard is was away, and every shard with it. */
  private static final long PROMPT_NANOS = Duration.ofSeconds(1).toNanos();

  /** The store may fail so many shards before the others are left for later. */
  private static final int STORE_FAILURES_MAX = 2;

  private final PersistClient client;
  private final TxnsCache cache;
  private final Runnable askTxns;
  private final Clock clock;
  private final FailingShards failing;
  private final Map<ShardId, Target> targets = new HashMap<>();
  private boolean closed;

  /** A shard, and how to append to it. */
  private static final class Target {
    private final ReentrantLock lock = new ReentrantLock();
    private Function<Deadline, StagedAppender> opening;

    /** Of keys and values, if they are known. */
    private List<Schema> columns = List.of();

    private Optional<StagedAppender> appender = Optional.empty();

    Target(Function<Deadline, StagedAppender> opening) {
      this.opening = opening;
    }

    /** Whether these are more columns than are known, or fewer of which some are dropped. */
    boolean lacks(Schema key, Schema value) {
      return columns.isEmpty()
          || (!columns.equals(List.of(key, value))
              && key.covers(columns.get(0))
              && value.covers(columns.get(1)));
    }

    StagedAppender appender(Deadline deadline) {
      if (appender.isEmpty()) {
        appender = Optional.of(opening.apply(deadline));
      }
      return appender.get();
    }

    void close() {
      appender.ifPresent(StagedAppender::close);
      appender = Optional.empty();
    }
  }

  /**
   * @param askTxns asks Consensus how far the txns shard is, for as long as it takes
   */
  Applying(PersistClient client, TxnsCache cache, Runnable askTxns) {
    this.client = client;
    this.cache = cache;
    this.askTxns = askTxns;
    this.clock = client.config().clock();
    this.failing = new FailingShards(clock);
  }

  /** The shards that could not be given what was committed to them. */
  FailingShards failing() {
    return failing;
  }

  /** What is left to be applied, but to shards that failed and are not to be tried again yet. */
  List<TxnsCache.Backlog> backlogs() {
    List<TxnsCache.Backlog> backlogs = cache.backlogs();
    backlogs.removeIf(backlog -> failing.isPausing(backlog.shard()));
    return backlogs;
  }

  /**
   * Tells the codecs of a shard, so that small writes to it can be merged. Who reads the past tells
   * of fewer columns than are known: that changes nothing.
   */
  <K, V> void know(ShardId shard, Codec<K> keys, Codec<V> values) {
    Target target = target(shard);
    clock.lock(target.lock);
    try {
      if (!target.lacks(keys.schema(), values.schema())) {
        return;
      }
      target.close();
      target.columns = List.of(keys.schema(), values.schema());
      target.opening =
          deadline -> client.openAppender(shard, keys, values, diagnostics(shard), deadline);
    } finally {
      leave(target);
    }
  }

  /** Gives a target back; what was to be closed meanwhile is. */
  private void leave(Target target) {
    target.lock.unlock();
    if (isClosed()) {
      closeUnlessInUse(target);
    }
  }

  private boolean isClosed() {
    synchronized (targets) {
      return closed;
    }
  }

  private Target target(ShardId shard) {
    synchronized (targets) {
      if (closed) {
        throw new IllegalStateException("the transactions are closed");
      }
      return targets.computeIfAbsent(
          shard,
          unknown ->
              new Target(deadline -> client.openAppender(shard, diagnostics(shard), deadline)));
    }
  }

  private static Diagnostics diagnostics(ShardId shard) {
    return new Diagnostics(shard.toString(), "applies transactions");
  }

  /**
   * Applies everything that was committed up to {@code through} to any shard, those that failed
   * before included.
   *
   * @throws PersistException of the first that fails, when all others have been tried
   */
  void applyAll(long through, Deadline deadline) {
    RuntimeException first = null;
    for (TxnsCache.Backlog backlog : cache.backlogs()) {
      try {
        apply(backlog.shard(), through, deadline);
      } catch (RuntimeException e) {
        noteFailed(backlog.shard(), e);
        if (first == null) {
          first = e;
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /**
   * The same in the background: those that have not failed before come first, and those that have
   * are tried again now and then. One that fails keeps nobody from the others, and the log is told.
   *
   * @throws PersistException if the fault is not that of a shard; the rest is left
   */
  void applyDue(long through) {
    List<TxnsCache.Backlog> due = backlogs();
    due.sort(Comparator.comparing(backlog -> failing.contains(backlog.shard())));
    int storeFailures = 0;
    boolean storeAnswers = false;
    try {
      for (TxnsCache.Backlog backlog : due) {
        boolean again = failing.contains(backlog.shard());
        try {
          apply(backlog.shard(), through, Deadline.after(PATIENCE, clock));
        } catch (RuntimeException e) {
          if (!storeAnswers) {
            checkStoreAnswers(e);
            storeAnswers = true;
          }
          noteFailed(backlog.shard(), e);
          if (FailingShards.isOfTheStore(e) && (again || ++storeFailures == STORE_FAILURES_MAX)) {
            return;
          }
        }
      }
    } finally {
      failing.tell();
    }
  }

  /**
   * The same when there is no more time than until {@code deadline}: what failed before is left to
   * others.
   */
  void applyBeforeLeaving(long through, Deadline deadline) {
    for (TxnsCache.Backlog backlog : cache.backlogs()) {
      if (!failing.contains(backlog.shard()) && !deadline.hasPassed()) {
        try {
          apply(backlog.shard(), through, deadline);
        } catch (RuntimeException e) {
          noteFailed(backlog.shard(), e);
        }
      }
    }
  }

  /** Applies what was committed to a shard that was forgotten, or leaves that to later. */
  void applyIfPossible(ShardId shard, CommitOutcome.Committed forgotten, Deadline deadline) {
    try {
      apply(shard, forgotten.time(), deadline);
    } catch (PersistException e) {
      if (!(e instanceof CancelledException)) {
        failing.failed(shard, e);
      }
    }
  }

  /** Notes what keeps a shard from being given what it lacks, unless it is that all are stopped. */
  void noteFailed(ShardId shard, RuntimeException why) {
    if (why instanceof CancelledException || isClosed()) {
      throw why;
    }
    failing.failed(shard, why);
    if (!FailingShards.isOfTheStore(why)) {
      startAnew(shard);
    }
  }

  /** Goes no further if the whole location is away, or was until now. */
  private void checkStoreAnswers(RuntimeException failure) {
    if (failure instanceof CancelledException || isClosed()) {
      throw failure;
    }
    long start = clock.monotonicNanos();
    askTxns.run();
    if (FailingShards.isOfTheStore(failure) && clock.monotonicNanos() - start > PROMPT_NANOS) {
      throw failure;
    }
  }

  /** What a shard was opened with may be what is wrong. */
  private void startAnew(ShardId shard) {
    Target target = target(shard);
    clock.lock(target.lock);
    try {
      target.close();
    } finally {
      leave(target);
    }
  }

  /** Applies everything that was committed up to {@code through} to a shard. */
  void apply(ShardId shard, long through, Deadline deadline) {
    if (!cache.unapplied(shard, through).isEmpty()) {
      Target target = target(shard);
      CancelledException.lockInterruptibly(clock, target.lock, "applying to " + shard);
      try {
        apply(target, shard, through, deadline);
      } catch (NoSuchShardException e) {
        // Nobody can write a batch of a shard before it is there: it was removed by force.
        cache.applied(shard, Long.MAX_VALUE);
      } finally {
        leave(target);
      }
    }
    failing.works(shard);
  }

  private void apply(Target target, ShardId shard, long through, Deadline deadline) {
    List<Write> writes = cache.unapplied(shard, through);
    if (failing.contains(shard)) {
      look(shard, target.appender(deadline), deadline); // before anything is uploaded
      writes = cache.unapplied(shard, through);
    }
    while (!writes.isEmpty()) {
      StagedAppender appender = target.appender(deadline);
      Frontier upper = appender.upper();
      if (upper.isEmpty() || upper.only() > writes.get(0).time()) {
        look(shard, appender, deadline);
      } else {
        AppendResult result = appender.compareAndAppend(some(writes), upper, deadline);
        if (result instanceof AppendResult.Appended appended) {
          cache.applied(shard, appended.upper().only());
        } else {
          look(shard, appender, deadline);
        }
      }
      writes = cache.unapplied(shard, through);
    }
  }

  /** Finds out what a shard has; one that is closed has all it will ever have. */
  private void look(ShardId shard, StagedAppender appender, Deadline deadline) {
    Frontier upper = appender.confirmedUpper(deadline);
    cache.applied(shard, upper.isEmpty() ? Long.MAX_VALUE : upper.only());
  }

  /** The first of the writes, as many as go into one append. */
  private static List<StagedBatch> some(List<Write> writes) {
    List<StagedBatch> batches = new ArrayList<>();
    long bytes = 0;
    for (Write write : writes) {
      bytes += write.batch().inlineBytes();
      if (!batches.isEmpty() && (batches.size() == WRITES_MAX || bytes > BYTES_MAX)) {
        break;
      }
      batches.add(write.batch());
    }
    return batches;
  }

  /**
   * Closes what is open; nothing more is applied. What is in use is closed by who uses it: while a
   * store is away that may be for long.
   */
  @Override
  public void close() {
    List<Target> open;
    synchronized (targets) {
      closed = true;
      open = List.copyOf(targets.values());
      targets.clear();
    }
    open.forEach(Applying::closeUnlessInUse);
  }

  private static void closeUnlessInUse(Target target) {
    if (target.lock.tryLock()) {
      try {
        target.close();
      } finally {
        target.lock.unlock();
      }
    }
  }
}
