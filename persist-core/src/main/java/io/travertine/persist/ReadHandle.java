package io.travertine.persist;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.io.PartFetches;
import io.travertine.persist.internal.io.ReadFilter;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.machine.ShardReader;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a shard, and holds its since back so that it can go on doing so (spec §7). The hold is kept
 * alive in the background and expires by itself when this process dies.
 *
 * <p>Thread-safe. Every method may throw {@link LeaseExpiredException} once this process was silent
 * for longer than its lease.
 */
public final class ReadHandle<K, V> implements AutoCloseable {

  private final OpenShard<K, V> shard;
  private final ShardReader reader;
  private final Snapshots<K, V> snapshots;
  private final String purpose;
  private final LeakWarning leak;

  /** The handle that was opened: what it holds must not go as long as others are made of it. */
  private final ReadHandle<?, ?> opened;

  ReadHandle(OpenShard<K, V> shard, ShardReader reader, Diagnostics diagnostics) {
    this.shard = shard;
    this.reader = reader;
    this.snapshots = new Snapshots<>(shard, reader);
    this.purpose = diagnostics.handlePurpose();
    this.opened = this;
    this.leak =
        LeakWarning.on(
            this,
            "read handle " + reader.id() + " of " + diagnostics,
            () -> {
              reader.closeInBackground();
              shard.release();
            });
  }

  private ReadHandle(ReadHandle<?, ?> same, OpenShard<K, V> shard) {
    this.shard = shard;
    this.reader = same.reader;
    this.snapshots = new Snapshots<>(shard, same.reader);
    this.purpose = same.purpose;
    this.opened = same.opened;
    this.leak = same.leak;
  }

  /**
   * This handle, for who knows the columns of the shard by other codecs, such as those of another
   * time. Both are one reader with one hold, and closing one closes both.
   *
   * @throws InvalidUsageException if the codecs have other names than those of the shard
   */
  public <A, B> ReadHandle<A, B> under(Codec<A> keys, Codec<B> values) {
    checkOpen();
    return new ReadHandle<>(this, shard.under(keys, values));
  }

  public ShardId shardId() {
    return shard.data().shardId();
  }

  /** The name of this reader in the shard's state. */
  public LeasedReaderId readerId() {
    return reader.id();
  }

  /** The times that this handle can read, from here on. */
  public Frontier since() {
    return reader.since();
  }

  /** The shard's upper, linearizable: one read of Consensus. */
  public Frontier fetchRecentUpper() {
    checkOpen();
    return shard.machine().refresh().upper();
  }

  /** The contents at {@code asOf}; waits until the shard is complete up to it. */
  public Snapshot<K, V> snapshot(Frontier asOf) {
    return snapshot(asOf, Scan.everything(), Deadline.none());
  }

  /**
   * The contents at {@code asOf}; waits until the shard's upper is past it. Nothing is read yet.
   *
   * @throws HistoryLostException if {@code asOf} is before the since of the shard or of this handle
   * @throws DeadlineExceededException if the upper is not past it by the deadline
   * @throws CancelledException if the thread is interrupted
   */
  public Snapshot<K, V> snapshot(Frontier asOf, Scan scan, Deadline deadline) {
    checkOpen();
    return snapshots.take(asOf, scan, deadline);
  }

  /**
   * The contents at {@code asOf} of this shard with what {@code overlay} lays over it, which is
   * never waited for: the shard itself need not be complete up to {@code asOf}.
   *
   * @throws HistoryLostException if {@code asOf} is before the since of the shard or of this handle
   * @throws DeadlineExceededException if the overlay asks for newer states until the deadline
   * @throws CancelledException if the thread is interrupted
   */
  public Snapshot<K, V> snapshot(Frontier asOf, Scan scan, Overlay overlay, Deadline deadline) {
    checkOpen();
    return snapshots.take(asOf, scan, overlay, deadline);
  }

  /**
   * What happened after {@code from} and up to {@code to}, as it was written, to this shard with
   * what {@code overlay} lays over it.
   *
   * @throws HistoryLostException if {@code from} is before the since of the shard or of this handle
   * @throws DeadlineExceededException if the overlay asks for newer states until the deadline
   * @throws CancelledException if the thread is interrupted
   */
  public Changes<K, V> changes(
      Frontier from, Frontier to, Scan scan, Overlay overlay, Deadline deadline) {
    checkOpen();
    return snapshots.changes(from, to, scan, overlay, deadline);
  }

  /**
   * What a batch of this shard has that need not be part of it, at its times; its blobs must be
   * there.
   *
   * @throws InvalidUsageException if it is of another shard
   * @throws io.travertine.persist.error.BlobMissingException if a blob is not there
   * @throws CancelledException if the thread is interrupted
   */
  public Updates updates(StagedBatch batch, Projection columns) {
    checkOpen();
    if (!batch.shardId().equals(shardId())) {
      throw new InvalidUsageException(
          new InvalidUsage.BatchNotFromThisShard(batch.shardId(), shardId()));
    }
    Frontier before = Frontier.minimum(batch.hollow().desc().lower().domain());
    ReadFilter everything = new ReadFilter.Compaction(before);
    List<Updates> chunks = new ArrayList<>();
    try (PartFetches fetches =
        shard
            .fetcher()
            .fetches(shard.data(), RegisteredPart.of(batch.hollow()), columns, everything)) {
      fetches.forEachRemaining(chunks::add);
    }
    return Updates.concat(
        columns.keyOf(shard.data().key()), columns.valueOf(shard.data().value()), chunks);
  }

  /** How many updates the shard has in all, by what this process knows. Never waits. */
  public SnapshotStatistics snapshotStatistics() {
    checkOpen();
    State known = shard.machine().shared().current();
    return new SnapshotStatistics(shardId(), known.contents().trace().updates());
  }

  /**
   * How many updates a snapshot as of {@code asOf} would have to read. Waits, and fails, as {@link
   * #snapshot(Frontier, Scan, Deadline)} does.
   */
  public SnapshotStatistics snapshotStatistics(Frontier asOf, Deadline deadline) {
    checkOpen();
    return snapshots.statistics(asOf, deadline);
  }

  /**
   * What happens after {@code asOf}, with a hold of its own. Does not wait.
   *
   * @throws HistoryLostException if {@code asOf} is before the since of the shard or of this handle
   */
  public Listen<K, V> listen(Frontier asOf) {
    checkOpen();
    snapshots.checkReadable(asOf, shard.machine().shared().current());
    return listen(shard.register(purpose), asOf);
  }

  /**
   * The contents at {@code asOf} and what happens after, with a hold of its own. Does not wait: the
   * first event does.
   *
   * @throws HistoryLostException if {@code asOf} is before the since of the shard or of this handle
   */
  public Subscription<K, V> subscribe(Frontier asOf) {
    checkOpen();
    snapshots.checkReadable(asOf, shard.machine().shared().current());
    ShardReader own = shard.register(purpose);
    return new Subscription<>(new Snapshots<>(shard, own), listen(own, asOf), asOf);
  }

  private Listen<K, V> listen(ShardReader own, Frontier asOf) {
    try {
      if (!own.since().lessEqual(asOf)) {
        throw new HistoryLostException(asOf, own.since());
      }
      own.wantSince(asOf);
      return new Listen<>(shard, own, asOf);
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /**
   * Lets history before {@code newSince} go, as far as this handle is concerned: durably with one
   * of the next heartbeats. Costs nothing.
   */
  public void letGo(Frontier newSince) {
    checkOpen();
    reader.wantSince(newSince);
  }

  /**
   * Lets history before {@code newSince} go, durably, as far as this handle is concerned.
   *
   * @return the since of this handle, which never steps back
   */
  public Frontier downgradeSince(Frontier newSince) {
    checkOpen();
    return reader.downgradeSince(newSince);
  }

  private void checkOpen() {
    if (leak.isClosed()) {
      throw new IllegalStateException("the read handle is closed");
    }
  }

  /** Gives up what it holds back, once the last snapshot taken from it is closed. */
  @Override
  public void close() {
    if (opened.leak.close()) {
      reader.close();
      shard.release();
    }
  }
}
