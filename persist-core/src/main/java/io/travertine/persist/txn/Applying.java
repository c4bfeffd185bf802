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
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.txn.TxnEntry.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

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

  private final PersistClient client;
  private final TxnsCache cache;
  private final Clock clock;
  private final Map<ShardId, Target> targets = new HashMap<>();
  private boolean closed;

  /** A shard, and how to append to it. */
  private static final class Target {
    private final ReentrantLock lock = new ReentrantLock();
    private Supplier<StagedAppender> opening;

    /** Of keys and values, if they are known. */
    private List<Schema> columns = List.of();

    private Optional<StagedAppender> appender = Optional.empty();

    Target(Supplier<StagedAppender> opening) {
      this.opening = opening;
    }

    /** Whether these are more columns than are known, or fewer of which some are dropped. */
    boolean lacks(Schema key, Schema value) {
      return columns.isEmpty()
          || (!columns.equals(List.of(key, value))
              && key.covers(columns.get(0))
              && value.covers(columns.get(1)));
    }

    StagedAppender appender() {
      if (appender.isEmpty()) {
        appender = Optional.of(opening.get());
      }
      return appender.get();
    }

    void close() {
      appender.ifPresent(StagedAppender::close);
      appender = Optional.empty();
    }
  }

  Applying(PersistClient client, TxnsCache cache) {
    this.client = client;
    this.cache = cache;
    this.clock = client.config().clock();
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
      target.opening = () -> client.openAppender(shard, keys, values, diagnostics(shard));
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
          shard, unknown -> new Target(() -> client.openAppender(shard, diagnostics(shard))));
    }
  }

  private static Diagnostics diagnostics(ShardId shard) {
    return new Diagnostics(shard.toString(), "applies transactions");
  }

  /** Applies everything that was committed up to {@code through} to any shard. */
  void applyAll(long through, Deadline deadline) {
    for (TxnsCache.Backlog backlog : cache.backlogs()) {
      apply(backlog.shard(), through, deadline);
    }
  }

  /** Applies everything that was committed up to {@code through} to a shard. */
  void apply(ShardId shard, long through, Deadline deadline) {
    if (cache.unapplied(shard, through).isEmpty()) {
      return;
    }
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

  private void apply(Target target, ShardId shard, long through, Deadline deadline) {
    List<Write> writes = cache.unapplied(shard, through);
    while (!writes.isEmpty()) {
      StagedAppender appender = target.appender();
      Frontier upper = appender.upper();
      if (upper.isEmpty() || upper.only() > writes.get(0).time()) {
        look(shard, appender);
      } else {
        AppendResult result = appender.compareAndAppend(some(writes), upper, deadline);
        if (result instanceof AppendResult.Appended appended) {
          cache.applied(shard, appended.upper().only());
        } else {
          look(shard, appender);
        }
      }
      writes = cache.unapplied(shard, through);
    }
  }

  /** Finds out what a shard has; one that is closed has all it will ever have. */
  private void look(ShardId shard, StagedAppender appender) {
    Frontier upper = appender.confirmedUpper();
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
