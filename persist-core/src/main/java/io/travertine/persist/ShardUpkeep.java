package io.travertine.persist;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.maintenance.UpkeepByHand;
import io.travertine.persist.internal.spine.PresentSize;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;

/**
 * Upkeep of one shard by hand: what happens in the background anyway, now and on the calling thread
 * (spec §10.2). For tools, and for tests that want to know when it is done. Registers nothing with
 * the shard.
 *
 * <p>Thread-safe. Methods honour interruption with {@link CancelledException}; what was begun is
 * then as if it had never been.
 */
public final class ShardUpkeep implements AutoCloseable {

  private final OpenShard<?, ?> shard;
  private final UpkeepByHand upkeep;
  private final Clock clock;
  private final LeakWarning leak;

  ShardUpkeep(OpenShard<?, ?> shard, UpkeepByHand upkeep, Clock clock) {
    this.shard = shard;
    this.upkeep = upkeep;
    this.clock = clock;
    this.leak = LeakWarning.on(this, "upkeep of " + shard.data().shardId(), shard::release);
  }

  public ShardId shardId() {
    return shard.data().shardId();
  }

  /**
   * What it takes to read a shard's present.
   *
   * @param runs sorted sequences of parts to be merged; 0 or 1 once compacted
   * @param updates in them, closed history left out
   */
  public record Present(int runs, long updates) {}

  /** What it takes to read the present: one read of Consensus. */
  public Present present() {
    checkOpen();
    PresentSize size = shard.machine().refresh().contents().trace().present();
    return new Present(size.runs(), size.updates());
  }

  /**
   * Compacts until reading the present takes a single run. History is kept, apart. Writers are not
   * kept waiting; while they go on appending there may never be a moment with only one run.
   *
   * @return how many merges it took; 0 if there was nothing to do
   * @throws DeadlineExceededException if there is more than one run at the deadline
   */
  public int compact(Deadline deadline) {
    return compact(deadline, (done, whole) -> {});
  }

  /** Is told how far a compaction has come. */
  @FunctionalInterface
  public interface Progress {

    /**
     * So many updates have been merged.
     *
     * @param done of {@code whole}, never less than before
     */
    void at(long done, long whole);
  }

  /**
   * Same as {@link #compact(Deadline)}.
   *
   * @param progress called by this thread
   */
  public int compact(Deadline deadline, Progress progress) {
    checkOpen();
    return upkeep.compact(shard.machine(), shard.data().whole(), clock, deadline, progress::at);
  }

  /**
   * Writes the whole state into Blob unless that has been done for the newest version.
   *
   * @return the version written, or a later one that was written by others
   */
  public SeqNo rollUp() {
    checkOpen();
    return upkeep.rollUp(shard.machine());
  }

  /**
   * Deletes the blobs and versions that no reader can need any more. Versions since the latest
   * rollup stay: write one first to get rid of more.
   *
   * @return the earliest version left
   */
  public SeqNo collectGarbage() {
    checkOpen();
    return upkeep.collectGarbage(shard.machine());
  }

  private void checkOpen() {
    if (leak.isClosed()) {
      throw new IllegalStateException("the upkeep is closed");
    }
  }

  @Override
  public void close() {
    if (leak.close()) {
      shard.release();
    }
  }
}
