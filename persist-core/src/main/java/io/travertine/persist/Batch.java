package io.travertine.persist;

import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.state.TransmittedBatch;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;

/**
 * Updates written but not yet part of their shard. Owns its blobs until it is appended or sent
 * away: close it when it is neither, and they are deleted.
 *
 * <p>Thread-safe. A batch is used up once: by an append that succeeds or ends in doubt, by {@link
 * #intoTransmittable}, {@link #disown} or {@link #close}.
 */
public final class Batch implements AutoCloseable {

  private final ShardData data;
  private final PartUploader uploader;
  private final LeakWarning leak;

  private final Content content;

  private boolean appending;

  Batch(ShardData data, HollowBatch built, PartUploader uploader) {
    this.data = data;
    this.content = new Content(built);
    this.uploader = uploader;
    this.leak = LeakWarning.none();
    watchBlobs();
  }

  /** What travels inside the state leaves nothing behind when it is forgotten. */
  private void watchBlobs() {
    if (leak.isWatching() || hollow().isInline()) {
      return;
    }
    Content owned = content;
    ShardId shardId = data.shardId();
    PartUploader deleting = uploader;
    leak.watch(
        this,
        () -> "batch " + owned.hollow.desc() + " of " + shardId,
        () -> deleting.deleteInBackground(shardId, owned.hollow));
  }

  /** What deletes the blobs of a forgotten batch knows this, and must not know the batch. */
  private static final class Content {
    private volatile HollowBatch hollow;

    Content(HollowBatch hollow) {
      this.hollow = hollow;
    }
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

  HollowBatch hollow() {
    return content.hollow;
  }

  /** What it is made of, as it is now. The blobs stay this batch's. */
  public StagedBatch staged() {
    return new StagedBatch(shardId(), hollow());
  }

  /**
   * Advances the times of all updates by {@code frontier}, without touching the blobs: what was
   * staged for a time that has passed is still good for a later one (spec §6.4). May be repeated.
   * Afterwards the batch must be appended up to {@code newUpper} exactly.
   *
   * @throws InvalidUsageException if the frontier is before the lower or an earlier rewrite, or not
   *     before {@code newUpper}; or if that is before the upper
   */
  public synchronized void rewriteTimes(Frontier frontier, Frontier newUpper) {
    checkOwned();
    content.hollow = hollow().rewrittenTo(frontier, newUpper);
  }

  /**
   * The bytes from which {@link WriteHandle#batchFromTransmittable} makes this batch again, in any
   * process. They own the blobs now: whoever gets them appends them or closes the batch made of
   * them, once.
   */
  public synchronized byte[] intoTransmittable() {
    checkOwned();
    byte[] bytes = new TransmittedBatch(shardId(), BuildVersion.CURRENT, hollow()).encode();
    leak.close();
    return bytes;
  }

  /** Leaves the blobs to whoever else has this batch; they are neither appended nor deleted. */
  public synchronized void disown() {
    checkOwned();
    leak.close();
  }

  private void checkOwned() {
    if (leak.isClosed() || appending) {
      throw new IllegalStateException(
          "batch " + hollow().desc() + " of " + shardId() + " is used up or being appended");
    }
  }

  /** Begins an append, which {@link #handOver} or {@link #giveBack} ends. */
  synchronized void take() {
    checkOwned();
    appending = true;
  }

  /** Uploads the parts that would travel inside the state (spec §4.5, back-pressure). */
  void flushInline(Deadline deadline) {
    content.hollow = uploader.flushInline(data, hollow(), deadline);
    watchBlobs();
  }

  /** The shard refers to the blobs now, or may do so. */
  synchronized void handOver() {
    appending = false;
    leak.close();
  }

  /** Nothing was appended. */
  synchronized void giveBack() {
    appending = false;
  }

  /**
   * Deletes the blobs, unless the batch is used up.
   *
   * @throws IllegalStateException if it is being appended
   */
  public void delete() {
    synchronized (this) {
      if (leak.isClosed()) {
        return;
      }
      checkOwned();
      leak.close();
    }
    uploader.delete(shardId(), hollow());
  }

  /** Same as {@link #delete}. */
  @Override
  public void close() {
    delete();
  }
}
