package io.travertine.persist;

import io.travertine.persist.data.Consolidation;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.PushdownAuditException;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.internal.io.AuditedRows;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.io.SnapshotParts;
import io.travertine.persist.internal.machine.ReadHolds;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The contents of a shard at one time. Nothing is read before asked for; what it may read is
 * protected until it is closed.
 *
 * <p>Thread-safe; its cursors are not.
 */
public final class Snapshot<K, V> implements AutoCloseable {

  private final OpenShard<K, V> shard;
  private final Scan scan;
  private final SnapshotParts parts;
  private final LeasedReaderId reader;
  private final ReadHolds.Lease lease;
  private final LeakWarning leak;

  /**
   * @param lease handed over
   */
  Snapshot(
      OpenShard<K, V> shard,
      Scan scan,
      SnapshotParts parts,
      LeasedReaderId reader,
      ReadHolds.Lease lease) {
    this.shard = shard.retained();
    this.scan = scan;
    this.parts = parts;
    this.reader = reader;
    this.lease = lease;
    this.leak =
        LeakWarning.on(
            this,
            () -> "snapshot of " + lease.state().shard() + " as of " + parts.asOf(),
            () -> {
              lease.closeInBackground();
              shard.release();
            });
  }

  public Frontier asOf() {
    return parts.asOf();
  }

  /** How many updates it takes to read; at least as many as there are distinct rows. */
  public long updatesUpperBound() {
    return parts.parts().stream().mapToLong(Snapshot::updatesOf).sum();
  }

  private static long updatesOf(RegisteredPart part) {
    return part.part().summary().updates();
  }

  /** How many parts make up the contents, skipped ones included. */
  public int partsTotal() {
    return parts.parts().size() + parts.skipped().size();
  }

  /** How many parts have no row within the scan's ranges. */
  public int partsSkipped() {
    return parts.skipped().size();
  }

  /** What is known, without fetching them, of the parts that are not skipped. */
  public List<PartStatistics> partStatistics() {
    return parts.parts().stream().map(PartStatistics::of).toList();
  }

  /**
   * The parts that are not skipped, to be fetched here or elsewhere, each with a lease of its own:
   * they may be closed after this snapshot. Fetched with all columns, and not consolidated.
   *
   * @throws PushdownAuditException if a part that is skipped has a row that is wanted; a few are
   *     fetched to see
   */
  public List<LeasedPart> parts() {
    checkOpen();
    shard.reading(
        reader,
        lease.state().seqNo(),
        () -> {
          parts.audit(scan.test());
          return parts;
        });
    return LeasedParts.of(shard, reader, lease, parts.filter(), parts.parts());
  }

  /**
   * All rows, each once, at the time of the snapshot.
   *
   * @throws IllegalStateException if the scan leaves out columns
   */
  public List<Update<K, V>> fetch() {
    if (!scan.columns().equals(Projection.all())) {
      throw new IllegalStateException("rows cannot be decoded from some of their columns");
    }
    List<Updates> chunks = new ArrayList<>();
    try (SnapshotCursor cursor = columns()) {
      Optional<Updates> chunk = cursor.next();
      while (chunk.isPresent()) {
        chunks.add(chunk.get());
        chunk = cursor.next();
      }
    }
    Updates all = Updates.concat(shard.data().key(), shard.data().value(), chunks);
    return decoded(Consolidation.consolidate(asOf().domain(), all));
  }

  List<Update<K, V>> decoded(Updates updates) {
    return updates.toList(shard.keys(), shard.values());
  }

  /** A new cursor over the scan's columns of all rows. */
  public SnapshotCursor columns() {
    checkOpen();
    return cursor(parts.open(scan.test()));
  }

  /**
   * A new cursor over the scan's columns of all updates, at the time of the snapshot but not
   * consolidated: as they lie in their parts, with all that was taken away again. Needs the least
   * memory.
   */
  public SnapshotCursor stream() {
    checkOpen();
    return cursor(parts.stream(scan.test()));
  }

  private SnapshotCursor cursor(AuditedRows rows) {
    return new SnapshotCursor() {
      @Override
      public Optional<Updates> next() {
        return shard.reading(reader, lease.state().seqNo(), rows::next);
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  private void checkOpen() {
    if (leak.isClosed()) {
      throw new IllegalStateException("the snapshot is closed");
    }
  }

  /** Gives up what it protects. Open cursors must not be used any more. */
  @Override
  public void close() {
    if (leak.close()) {
      lease.close();
      shard.release();
    }
  }
}
