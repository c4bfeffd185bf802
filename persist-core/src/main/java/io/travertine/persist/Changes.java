package io.travertine.persist;

import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.internal.io.AuditedRows;
import io.travertine.persist.internal.io.ReadFilter;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.machine.ReadHolds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happened to a shard in an interval of time, at the times at which it was written, in no
 * particular order and not consolidated. Nothing is read before asked for; what it may read is
 * protected until it is closed.
 *
 * <p>Thread-safe; its cursors are not.
 */
public final class Changes<K, V> implements AutoCloseable {

  private final OpenShard<K, V> shard;
  private final Scan scan;
  private final ReadFilter.Interval filter;
  private final List<RegisteredPart> parts;
  private final List<RegisteredPart> skipped;
  private final LeasedReaderId reader;
  private final ReadHolds.Lease lease;
  private final LeakWarning leak;

  /**
   * @param skipped parts that are left out because none of their rows is wanted
   * @param lease handed over
   */
  Changes(
      OpenShard<K, V> shard,
      Scan scan,
      ReadFilter.Interval filter,
      List<RegisteredPart> parts,
      List<RegisteredPart> skipped,
      LeasedReaderId reader,
      ReadHolds.Lease lease) {
    this.shard = shard.retained();
    this.scan = scan;
    this.filter = filter;
    this.parts = List.copyOf(parts);
    this.skipped = List.copyOf(skipped);
    this.reader = reader;
    this.lease = lease;
    this.leak =
        LeakWarning.on(
            this,
            () -> "changes of " + lease.state().shard() + " after " + filter.from(),
            () -> {
              lease.closeInBackground();
              shard.release();
            });
  }

  /** How many updates it takes to read; at least as many as there are. */
  public long updatesUpperBound() {
    return parts.stream().mapToLong(part -> part.part().summary().updates()).sum();
  }

  /** How many parts it takes to read. */
  public int partsTotal() {
    return parts.size();
  }

  /** A new cursor over the scan's columns of all updates. */
  public SnapshotCursor stream() {
    if (leak.isClosed()) {
      throw new IllegalStateException("the changes are closed");
    }
    AuditedRows rows = shard.fetcher().rows(shard.data(), parts, skipped, scan.test(), filter);
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

  /**
   * All updates in columns.
   *
   * @throws CancelledException if the thread is interrupted
   */
  public Updates fetchColumns() {
    List<Updates> chunks = new ArrayList<>();
    try (SnapshotCursor cursor = stream()) {
      Optional<Updates> chunk = cursor.next();
      while (chunk.isPresent()) {
        chunks.add(chunk.get());
        chunk = cursor.next();
      }
    }
    return Updates.concat(
        scan.columns().keyOf(shard.data().key()),
        scan.columns().valueOf(shard.data().value()),
        chunks);
  }

  /**
   * All updates, decoded.
   *
   * @throws IllegalStateException if the scan leaves out columns
   * @throws CancelledException if the thread is interrupted
   */
  public List<Update<K, V>> fetch() {
    if (!scan.columns().equals(Projection.all())) {
      throw new IllegalStateException("rows cannot be decoded from some of their columns");
    }
    return fetchColumns().toList(shard.keys(), shard.values());
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
