package io.travertine.persist;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.AppendAnswer;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.ShardWriter;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;

/**
 * Appends batches that were staged and committed elsewhere to the shard they are for, many at once
 * (spec §11.2). Who appends them need not know the shard's codecs, and may be one of several who
 * try: the blobs of the batches are nobody's to delete.
 *
 * <p>Thread-safe.
 */
public final class StagedAppender implements AutoCloseable {

  private final SharedLocation location;
  private final Machine machine;
  private final Optional<ShardData> known;
  private final ShardWriter writer;
  private final WriteLimits limits;
  private final Runnable whenClosed;
  private final LeakWarning leak;

  /**
   * @param location a user of it is handed over
   * @param known the columns of the shard, if they are known
   * @param writer handed over
   */
  StagedAppender(
      SharedLocation location,
      Machine machine,
      Optional<ShardData> known,
      ShardWriter writer,
      WriteLimits limits,
      Runnable whenClosed,
      Diagnostics diagnostics) {
    this.location = location;
    this.machine = machine;
    this.known = known;
    this.writer = writer;
    this.limits = limits;
    this.whenClosed = whenClosed;
    this.leak =
        LeakWarning.on(
            this,
            "appender of " + diagnostics,
            () -> {
              writer.closeInBackground();
              whenClosed.run();
              location.release();
            });
  }

  public ShardId shardId() {
    return machine.shardId();
  }

  /** The shard's upper as this process last saw it. */
  public Frontier upper() {
    return machine.shared().current().upper();
  }

  /**
   * The shard's upper, linearizable and never by hearsay: one read of Consensus.
   *
   * @throws io.travertine.persist.error.DeadlineExceededException if nobody answers by the deadline
   */
  public Frontier confirmedUpper(Deadline deadline) {
    checkOpen();
    return machine.refresh(deadline).upper();
  }

  /**
   * Appends all of {@code batches} as one, if the shard's upper is exactly {@code expectedUpper}.
   * Afterwards that is where the last of them ends.
   *
   * @param batches in the order of their times, each {@linkplain StagedBatch#at at} one of its own,
   *     at or beyond {@code expectedUpper}; not empty
   * @throws InvalidUsageException if a batch is of another shard or before the upper; nothing
   *     happened
   * @throws io.travertine.persist.error.DeadlineExceededException if nobody answers by the
   *     deadline; it may have happened
   */
  public AppendResult compareAndAppend(
      List<StagedBatch> batches, Frontier expectedUpper, Deadline deadline) {
    checkOpen();
    for (StagedBatch batch : batches) {
      if (!batch.shardId().equals(shardId())) {
        throw new InvalidUsageException(
            new InvalidUsage.BatchNotFromThisShard(batch.shardId(), shardId()));
      }
    }
    StagedGathering all =
        new StagedGathering(
            shardId(), known, location.uploader(), limits, deadline, batches, expectedUpper);
    AppendAnswer answer = writer.compareAndAppend(all.gathered(), deadline);
    if (answer instanceof AppendAnswer.TooMuchInline) {
      all.flushInline();
      answer = writer.compareAndAppend(all.gathered(), deadline);
    }
    if (answer instanceof AppendAnswer.TooMuchInline) {
      throw new IllegalStateException(
          "a batch without inline parts was refused as too much inline: " + all.gathered());
    }
    if (answer instanceof AppendAnswer.UpperMismatch mismatch) {
      all.abandon();
      return new UpperMismatch(expectedUpper, mismatch.actual());
    }
    return new Appended(all.gathered().desc().upper());
  }

  private void checkOpen() {
    if (leak.isClosed()) {
      throw new IllegalStateException("the appender is closed");
    }
  }

  /** Takes the writer out of the shard's state, best effort. */
  @Override
  public void close() {
    if (leak.close()) {
      writer.close();
      whenClosed.run();
      location.release();
    }
  }
}
