package io.travertine.persist.txn;

import io.travertine.persist.Batch;
import io.travertine.persist.BatchBuilder;
import io.travertine.persist.Changes;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.Overlay;
import io.travertine.persist.ReadHandle;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.txn.ShardHold.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A shard that takes part in transactions, open for reading and, by a {@link Txn}, for writing. It
 * shows every committed transaction, whether or not the shard itself has been given it yet: what it
 * lacks is laid over it (see {@link Overlay}). Reading writes nothing.
 *
 * <p>All who write to the shard must do so by transactions, from its registration on.
 *
 * <p>Thread-safe. If nobody read for a while, or this process was silent for longer than its lease,
 * as on a machine that slept, the next read takes another; what history went meanwhile is {@link
 * HistoryLostException}. A snapshot that was open fails with {@link LeaseExpiredException} when a
 * part of it is gone.
 */
public final class DataShard<K, V> implements AutoCloseable {

  private final Txns txns;
  private final ShardId shardId;
  private final Codec<K> keys;
  private final Codec<V> values;
  private final ShardHold hold;
  private final CommittedOverlay committed;

  /** The reader that there was last, as the codecs show it. */
  private volatile View<K, V> view;

  DataShard(Txns txns, ShardId shardId, Codec<K> keys, Codec<V> values, Diagnostics diagnostics) {
    this(
        txns,
        shardId,
        keys,
        values,
        new ShardHold(
            txns.client().config().clock(),
            () -> txns.client().openLeasedReader(shardId, keys, values, diagnostics)));
  }

  private DataShard(Txns txns, ShardId shardId, Codec<K> keys, Codec<V> values, ShardHold hold) {
    this.txns = txns;
    this.shardId = shardId;
    this.keys = keys;
    this.values = values;
    this.hold = hold;
    this.committed = new CommittedOverlay(txns, shardId);
    this.view = hold.view(keys, values);
  }

  /**
   * This shard, for who knows its columns by other codecs, such as those of another time. Both have
   * one hold, and closing one closes both.
   *
   * @throws InvalidUsageException if the codecs have other names than those of the shard
   */
  public <A, B> DataShard<A, B> under(Codec<A> otherKeys, Codec<B> otherValues) {
    DataShard<A, B> other = new DataShard<>(txns, shardId, otherKeys, otherValues, hold);
    txns.know(shardId, otherKeys, otherValues);
    return other;
  }

  /** Reads under the lease there is, or under another one if that has expired. */
  private <R> R reading(Function<ReadHandle<K, V>, R> read) {
    return hold.reading(open -> read.apply(shownBy(open)));
  }

  private ReadHandle<K, V> shownBy(ReadHandle<?, ?> open) {
    View<K, V> known = view;
    if (known.base() != open) {
      known = hold.view(keys, values);
      view = known;
    }
    return known.reader();
  }

  ShardHold hold() {
    return hold;
  }

  public ShardId shardId() {
    return shardId;
  }

  public Codec<K> keys() {
    return keys;
  }

  public Codec<V> values() {
    return values;
  }

  /** The earliest time that can be read, from here on. */
  public long since() {
    return hold.reader().since().only();
  }

  /**
   * Lets history before {@code time} go, as far as this handle is concerned: durably with one of
   * the next heartbeats. Costs nothing.
   */
  public void letGo(long time) {
    hold.letGo(Frontier.at(time));
  }

  /** Lets history before {@code time} go, durably, as far as this handle is concerned. */
  public void downgradeSince(long time) {
    hold.downgradeSince(Frontier.at(time));
  }

  /**
   * The contents at {@code asOf}. Reads nothing yet, and nothing of Consensus, unless {@code asOf}
   * is later than what this process knows of.
   *
   * @param asOf waits until everything up to it is committed: see {@link Txns#completeUpTo}
   * @throws HistoryLostException if it is before the since
   * @throws DeadlineExceededException if it is not complete by the deadline
   * @throws CancelledException if the thread is interrupted
   */
  public Snapshot<K, V> snapshot(long asOf, Scan scan, Deadline deadline) {
    txns.log().awaitPast(asOf, deadline);
    return reading(open -> open.snapshot(Frontier.at(asOf), scan, committed, deadline));
  }

  /**
   * The same with what {@code own} writes to this shard: it sees itself before anybody else does.
   *
   * @throws HistoryLostException if {@code asOf} is before the since
   * @throws DeadlineExceededException if it is not complete by the deadline
   * @throws CancelledException if the thread is interrupted
   */
  public Snapshot<K, V> snapshot(long asOf, Txn own, Scan scan, Deadline deadline) {
    Optional<StagedBatch> staged = own.staged(shardId);
    if (staged.isEmpty()) {
      return snapshot(asOf, scan, deadline);
    }
    txns.log().awaitPast(asOf, deadline);
    Overlay both = new WithOwn(committed, staged.get().at(asOf));
    return reading(open -> open.snapshot(Frontier.at(asOf), scan, both, deadline));
  }

  /**
   * What was committed after {@code from} and up to {@code to}, at the times of the commits.
   *
   * @param to waits until everything up to it is committed
   * @throws HistoryLostException if {@code from} is before the since
   * @throws DeadlineExceededException if it is not complete by the deadline
   * @throws CancelledException if the thread is interrupted
   */
  public Changes<K, V> changes(long from, long to, Scan scan, Deadline deadline) {
    txns.log().awaitPast(to, deadline);
    return reading(
        open -> open.changes(Frontier.at(from), Frontier.at(to), scan, committed, deadline));
  }

  /**
   * Whether this process knows without asking that nothing was committed after {@code from} and up
   * to {@code to}; false if it does not know.
   */
  public boolean isKnownUnchanged(long from, long to) {
    return txns.log().cache().isKnownUnchanged(shardId(), from, to);
  }

  /**
   * The contents at {@code asOf} and what is committed after, with a hold of its own. Does not
   * wait: the first event does.
   *
   * @throws HistoryLostException if {@code asOf} is before the since
   */
  public TxnSubscription<K, V> subscribe(long asOf) {
    DataShard<K, V> own =
        new DataShard<>(
            txns, shardId, keys, values, new Diagnostics(shardId.toString(), "subscription"));
    Frontier from = Frontier.at(asOf);
    Frontier since = own.hold.reader().since();
    if (!since.lessEqual(from)) {
      own.close();
      throw new HistoryLostException(from, since);
    }
    own.letGo(asOf);
    return new TxnSubscription<>(txns, own, asOf);
  }

  /** Writes a batch of updates at time 0, which belongs to who asks. */
  Batch stage(Updates updates) {
    Frontier lower = Frontier.at(0);
    try (BatchBuilder<K, V> builder = txns.client().batchBuilder(shardId, keys, values, lower)) {
      builder.add(updates.withTimes(new long[updates.length()]));
      return builder.finish(Frontier.at(1));
    }
  }

  /** Writes larger than this are not kept in memory. */
  long stagedBytesMax() {
    return txns.client().config().writes().partBytesTarget();
  }

  /** What was committed in between. */
  Updates updatesBetween(long from, long to) {
    try (Changes<K, V> changes = changes(from, to, Scan.everything(), Deadline.none())) {
      return changes.fetchColumns();
    }
  }

  /** The updates of a batch whose blobs are there. */
  Updates updates(StagedBatch batch) {
    return reading(open -> open.updates(batch, Projection.all()));
  }

  @Override
  public void close() {
    hold.close();
  }

  @Override
  public String toString() {
    return "data shard " + shardId;
  }

  /** With one batch more. */
  private record WithOwn(Overlay others, StagedBatch own) implements Overlay {

    @Override
    public Optional<List<StagedBatch>> beyond(Frontier upper, Frontier asOf) {
      return others
          .beyond(upper, asOf)
          .map(
              batches -> {
                List<StagedBatch> all = new ArrayList<>(batches);
                all.add(own);
                return all;
              });
    }

    @Override
    public Consumer<Frontier> beforeLook() {
      return others.beforeLook();
    }
  }
}
