package io.travertine.persist;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.time.Frontier;

/**
 * Updates written but not yet part of their shard. Owns its blobs until it is appended: close it
 * when it is not, and they are deleted.
 *
 * <p>Thread-safe.
 */
public final class Batch implements AutoCloseable {

  private final ShardData data;
  private final PartUploader writer;
  private final LeakWarning leak;
  private HollowBatch hollow;

  Batch(ShardData data, HollowBatch hollow, PartUploader writer) {
    this.data = data;
    this.hollow = hollow;
    this.writer = writer;
    this.leak =
        LeakWarning.on(
            this,
            "batch " + hollow.desc() + " of " + data.shardId(),
            () -> writer.deleteInBackground(data.shardId(), hollow));
  }

  public ShardId shardId() {
    return data.shardId();
  }

  public Frontier lower() {
    return hollow().desc().lower();
  }

  public Frontier upper() {
    return hollow().desc().upper();
  }

  /** How many updates it has; an upper bound of the distinct ones. */
  public long updates() {
    return hollow().updates();
  }

  synchronized HollowBatch hollow() {
    return hollow;
  }

  /** Uploads the parts that would travel inside the state (spec §4.5, back-pressure). */
  synchronized void flushInline() {
    hollow = writer.flushInline(data, hollow);
  }

  /** The shard refers to the blobs now, or may do so. */
  void handOver() {
    leak.close();
  }

  /** Deletes the blobs, unless the batch was appended. */
  public void delete() {
    if (leak.close()) {
      writer.delete(data.shardId(), hollow());
    }
  }

  /** Same as {@link #delete}. */
  @Override
  public void close() {
    delete();
  }
}
