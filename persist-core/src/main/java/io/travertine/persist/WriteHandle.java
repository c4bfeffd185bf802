package io.travertine.persist;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.Append;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.machine.AppendAnswer;
import io.travertine.persist.internal.machine.ShardWriter;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes to a shard (spec §4.5). Any number of handles, in any number of processes, may write at
 * once.
 *
 * <p>Thread-safe. An append that ends in an exception other than {@link InvalidUsageException} may
 * or may not have happened; its blobs are then left alone.
 */
public final class WriteHandle<K, V> implements AutoCloseable {

  private final OpenShard<K, V> shard;
  private final WriteLimits limits;
  private final ShardWriter writer;
  private final LeakWarning leak;

  private volatile Frontier upper;

  WriteHandle(
      OpenShard<K, V> shard, WriteLimits limits, ShardWriter writer, Diagnostics diagnostics) {
    this.shard = shard;
    this.limits = limits;
    this.writer = writer;
    this.upper = shard.machine().shared().current().upper();
    this.leak =
        LeakWarning.on(
            this,
            "write handle of " + diagnostics,
            () -> {
              writer.closeInBackground();
              shard.release();
            });
  }

  public ShardId shardId() {
    return shard.data().shardId();
  }

  /** The shard's upper as this handle last saw it. */
  public Frontier upper() {
    return upper;
  }

  /** The shard's upper, linearizable: one read of Consensus. */
  public Frontier fetchRecentUpper() {
    checkOpen();
    return seen(shard.machine().refresh().upper());
  }

  private Frontier seen(Frontier newer) {
    upper = newer;
    return newer;
  }

  /** Starts a batch of updates at or beyond {@code lower}. Nothing is visible until appended. */
  public BatchBuilder<K, V> builder(Frontier lower) {
    checkOpen();
    return new BatchBuilder<>(
        shard.data(), shard.keys(), shard.values(), lower, shard.uploader(), limits);
  }

  /**
   * Appends {@code updates}, which must lie between both uppers, if the shard's upper is exactly
   * {@code expectedUpper}; then it is {@code newUpper}. Of several writers one wins.
   *
   * @throws InvalidUsageException if the bounds are wrong; nothing happened
   */
  public AppendResult compareAndAppend(
      Iterable<Update<K, V>> updates, Frontier expectedUpper, Frontier newUpper) {
    try (Batch batch = build(builder -> addAll(builder, updates), expectedUpper, newUpper)) {
      return compareAndAppendBatch(List.of(batch), expectedUpper, newUpper);
    }
  }

  /** Same as {@link #compareAndAppend(Iterable, Frontier, Frontier)}, of whole columns. */
  public AppendResult compareAndAppend(Updates updates, Frontier expectedUpper, Frontier newUpper) {
    try (Batch batch = build(builder -> builder.add(updates), expectedUpper, newUpper)) {
      return compareAndAppendBatch(List.of(batch), expectedUpper, newUpper);
    }
  }

  /**
   * Appends {@code updates} between {@code lower} and {@code upper}, as far as the shard does not
   * have them: for several writers that all write the same. A mismatch means that the shard's upper
   * is before {@code lower}.
   *
   * @throws InvalidUsageException if the bounds are wrong; nothing happened
   */
  public AppendResult append(Iterable<Update<K, V>> updates, Frontier lower, Frontier upper) {
    return appendBatch(build(builder -> addAll(builder, updates), lower, upper), lower, upper);
  }

  private static <K, V> void addAll(BatchBuilder<K, V> builder, Iterable<Update<K, V>> updates) {
    for (Update<K, V> update : updates) {
      builder.add(update.key(), update.value(), update.time(), update.diff());
    }
  }

  private Batch build(Consumer<BatchBuilder<K, V>> updates, Frontier lower, Frontier upper) {
    try (BatchBuilder<K, V> builder = builder(lower)) {
      updates.accept(builder);
      return builder.finish(upper);
    }
  }

  /**
   * Appends all of {@code batches} as one, if the shard's upper is exactly {@code expectedUpper}.
   * Updates of theirs outside both uppers do not count. On a mismatch they stay the caller's, to be
   * tried again or closed.
   *
   * @throws InvalidUsageException if a batch is of another shard or does not cover the interval;
   *     nothing happened
   */
  public AppendResult compareAndAppendBatch(
      List<Batch> batches, Frontier expectedUpper, Frontier newUpper) {
    checkOpen();
    for (Batch batch : batches) {
      if (!batch.shardId().equals(shardId())) {
        throw new InvalidUsageException(
            new InvalidUsage.BatchNotFromThisShard(batch.shardId(), shardId()));
      }
    }
    AppendAnswer outcome = tryAppend(batches, expectedUpper, newUpper);
    if (outcome instanceof AppendAnswer.TooMuchInline) {
      batches.forEach(Batch::flushInline);
      outcome = tryAppend(batches, expectedUpper, newUpper);
    }
    if (outcome instanceof AppendAnswer.UpperMismatch mismatch) {
      return new UpperMismatch(expectedUpper, seen(mismatch.actual()));
    }
    if (!(outcome instanceof AppendAnswer.Appended)) {
      throw new IllegalStateException(
          "a batch without inline parts was refused as too much inline: " + batches);
    }
    batches.forEach(Batch::handOver);
    return new Appended(seen(newUpper));
  }

  private AppendAnswer tryAppend(List<Batch> batches, Frontier expectedUpper, Frontier newUpper) {
    HollowBatch combined =
        Append.concatenate(batches.stream().map(Batch::hollow).toList(), expectedUpper, newUpper);
    try {
      return writer.compareAndAppend(combined);
    } catch (InvalidUsageException e) {
      throw e;
    } catch (RuntimeException e) {
      // It may have been committed: its blobs are not ours to delete any more.
      batches.forEach(Batch::handOver);
      throw e;
    }
  }

  /**
   * Appends {@code batch} between {@code lower} and {@code upper}, as far as the shard does not
   * have it. The batch is used up, also by a mismatch: the shard's upper is before {@code lower}.
   *
   * @throws InvalidUsageException if the batch does not cover the interval; nothing happened
   */
  public AppendResult appendBatch(Batch batch, Frontier lower, Frontier upper) {
    try (batch) {
      Frontier from = lower;
      while (true) {
        AppendResult result = compareAndAppendBatch(List.of(batch), from, upper);
        if (!(result instanceof UpperMismatch mismatch)) {
          return result;
        }
        Frontier actual = mismatch.actual();
        if (actual.lessThan(from)) {
          return new UpperMismatch(from, actual);
        }
        if (!actual.lessThan(upper)) {
          return new Appended(actual);
        }
        from = actual;
      }
    }
  }

  /**
   * Waits until the shard's upper is beyond {@code frontier}.
   *
   * @throws DeadlineExceededException if it is not by the deadline
   */
  public void waitForUpperPast(Frontier frontier, Deadline deadline) {
    checkOpen();
    Frontier reached = shard.machine().awaitUpperPast(frontier, deadline).upper();
    upper = upper.join(reached);
  }

  private void checkOpen() {
    if (leak.isClosed()) {
      throw new IllegalStateException("the write handle is closed");
    }
  }

  /** Takes the writer out of the shard's state, best effort. */
  @Override
  public void close() {
    if (leak.close()) {
      writer.close();
      shard.release();
    }
  }
}
