package io.travertine.persist;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.io.SnapshotParts;
import io.travertine.persist.internal.machine.ReadHolds;
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
  private final String purpose;
  private final LeakWarning leak;

  ReadHandle(OpenShard<K, V> shard, ShardReader reader, Diagnostics diagnostics) {
    this.shard = shard;
    this.reader = reader;
    this.purpose = diagnostics.handlePurpose();
    this.leak =
        LeakWarning.on(
            this,
            "read handle " + reader.id() + " of " + diagnostics,
            () -> {
              reader.closeInBackground();
              shard.release();
            });
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
    while (true) {
      ReadHolds.Lease lease = reader.leaseCurrent();
      boolean kept = false;
      try {
        State state = lease.state();
        checkReadable(asOf, state);
        if (!state.upper().lessEqual(asOf)) {
          Snapshot<K, V> snapshot = snapshot(asOf, scan, lease);
          kept = true;
          return snapshot;
        }
      } finally {
        if (!kept) {
          lease.close();
        }
      }
      reader.awaitUpperPast(asOf, deadline);
    }
  }

  private void checkReadable(Frontier asOf, State state) {
    if (asOf.lessThan(state.since())) {
      throw new HistoryLostException(asOf, state.since());
    }
    if (!reader.since().lessEqual(asOf)) {
      throw new HistoryLostException(asOf, reader.since());
    }
  }

  private Snapshot<K, V> snapshot(Frontier asOf, Scan scan, ReadHolds.Lease lease) {
    List<RegisteredPart> wanted = new ArrayList<>();
    int skipped = 0;
    for (HollowBatch batch : lease.state().contents().trace().batches()) {
      if (asOf.lessThan(batch.desc().lower())) {
        continue;
      }
      for (RegisteredPart part : RegisteredPart.of(batch)) {
        if (part.isAfter(asOf)) {
          continue;
        }
        if (shard.fetcher().mayMatch(part, scan.ranges())) {
          wanted.add(part);
        } else {
          skipped++;
        }
      }
    }
    SnapshotParts parts = new SnapshotParts(shard.fetcher(), shard.data(), wanted, skipped, asOf);
    return new Snapshot<>(shard, scan, parts, lease);
  }

  /**
   * What happens after {@code asOf}, with a hold of its own. Does not wait.
   *
   * @throws HistoryLostException if {@code asOf} is before the since of the shard or of this handle
   */
  public Listen<K, V> listen(Frontier asOf) {
    checkOpen();
    checkReadable(asOf, shard.machine().shared().current());
    ShardReader own = shard.register(purpose);
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
    if (leak.close()) {
      reader.close();
      shard.release();
    }
  }
}
