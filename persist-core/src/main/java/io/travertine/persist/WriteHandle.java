package io.travertine.persist;

import io.travertine.persist.AppendResult.Appended;
import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.Append;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.machine.AppendAnswer;
import io.travertine.persist.internal.machine.ShardWriter;
import io.travertine.persist.internal.state.TransmittedBatch;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.time.TimeDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes to a shard (spec §4.5). Any number of handles, in any number of processes, may write at
 * once.
 *
 * <p>Thread-safe. An append that ends in an exception other than {@link InvalidUsageException},
 * such as by a deadline or an interrupt, may or may not have happened; its batches are then used
 * up, and their blobs left alone. Whether it did is never confused with the appends after it.
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

  /**
   * Asks that no other process changes anything until what this returns is closed by the same
   * thread; for who was beaten to an append, and would be again. A courtesy, which not every
   * Consensus knows.
   *
   * @param atMost how long to wait for others
   */
  public Consensus.Turn takeTurn(Duration atMost) {
    checkOpen();
    return shard.machine().takeTurn(atMost);
  }

  /** Uppers are learnt of in any order, and never step back. */
  private synchronized Frontier seen(Frontier newer) {
    upper = upper.join(newer);
    return newer;
  }

  /** Starts a batch of updates at or beyond {@code lower}. Nothing is visible until appended. */
  public BatchBuilder<K, V> builder(Frontier lower) {
    return builder(lower, Deadline.none());
  }

  private BatchBuilder<K, V> builder(Frontier lower, Deadline deadline) {
    checkOpen();
    return new BatchBuilder<>(
        shard.data(), shard.keys(), shard.values(), lower, shard.uploader(), limits, deadline);
  }

  /**
   * The batch that {@link Batch#intoTransmittable} made {@code bytes} of, in this process or
   * another one.
   *
   * @throws InvalidUsageException if it is of another shard
   * @throws FormatTooNewException if a later release built it
   * @throws CorruptException if the bytes are not what was sent
   */
  public Batch batchFromTransmittable(byte[] bytes) {
    checkOpen();
    TransmittedBatch sent = TransmittedBatch.decode(bytes, TimeDomain.U64);
    checkOfThisShard(sent.shard());
    return new Batch(shard.data(), sent.batch(), shard.uploader());
  }

  private void checkOfThisShard(ShardId batchShard) {
    if (!batchShard.equals(shardId())) {
      throw new InvalidUsageException(
          new InvalidUsage.BatchNotFromThisShard(batchShard, shardId()));
    }
  }

  /**
   * Appends {@code updates}, which must lie between both uppers, if the shard's upper is exactly
   * {@code expectedUpper}; then it is {@code newUpper}. Of several writers one wins.
   *
   * @throws InvalidUsageException if the bounds are wrong; nothing happened
   */
  public AppendResult compareAndAppend(
      Iterable<Update<K, V>> updates, Frontier expectedUpper, Frontier newUpper) {
    return compareAndAppend(updates, expectedUpper, newUpper, Deadline.none());
  }

  /**
   * Same as {@link #compareAndAppend(Iterable, Frontier, Frontier)}, until {@code deadline}.
   *
   * @throws DeadlineExceededException if nobody answers by the deadline; it may have happened
   */
  public AppendResult compareAndAppend(
      Iterable<Update<K, V>> updates,
      Frontier expectedUpper,
      Frontier newUpper,
      Deadline deadline) {
    try (Batch batch =
        build(builder -> addAll(builder, updates), expectedUpper, newUpper, deadline)) {
      return compareAndAppendBatch(List.of(batch), expectedUpper, newUpper, deadline);
    }
  }

  /** Same as {@link #compareAndAppend(Iterable, Frontier, Frontier)}, of whole columns. */
  public AppendResult compareAndAppend(Updates updates, Frontier expectedUpper, Frontier newUpper) {
    return compareAndAppend(updates, expectedUpper, newUpper, Deadline.none());
  }

  /**
   * Same as {@link #compareAndAppend(Iterable, Frontier, Frontier, Deadline)}, of whole columns.
   */
  public AppendResult compareAndAppend(
      Updates updates, Frontier expectedUpper, Frontier newUpper, Deadline deadline) {
    try (Batch batch = build(builder -> builder.add(updates), expectedUpper, newUpper, deadline)) {
      return compareAndAppendBatch(List.of(batch), expectedUpper, newUpper, deadline);
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
    return append(updates, lower, upper, Deadline.none());
  }

  /**
   * Same as {@link #append(Iterable, Frontier, Frontier)}, until {@code deadline}.
   *
   * @throws DeadlineExceededException if nobody answers by the deadline; it may have happened
   */
  public AppendResult append(
      Iterable<Update<K, V>> updates, Frontier lower, Frontier upper, Deadline deadline) {
    Batch batch = build(builder -> addAll(builder, updates), lower, upper, deadline);
    return appendBatch(batch, lower, upper, deadline);
  }

  private static <K, V> void addAll(BatchBuilder<K, V> builder, Iterable<Update<K, V>> updates) {
    for (Update<K, V> update : updates) {
      builder.add(update.key(), update.value(), update.time(), update.diff());
    }
  }

  private Batch build(
      Consumer<BatchBuilder<K, V>> updates, Frontier lower, Frontier upper, Deadline deadline) {
    try (BatchBuilder<K, V> builder = builder(lower, deadline)) {
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
    return compareAndAppendBatch(batches, expectedUpper, newUpper, Deadline.none());
  }

  /**
   * Same as {@link #compareAndAppendBatch(List, Frontier, Frontier)}, until {@code deadline}.
   *
   * @throws DeadlineExceededException if nobody answers by the deadline; it may have happened
   */
  public AppendResult compareAndAppendBatch(
      List<Batch> batches, Frontier expectedUpper, Frontier newUpper, Deadline deadline) {
    checkOpen();
    batches.forEach(batch -> checkOfThisShard(batch.shardId()));
    Taken taken = Taken.of(batches);
    AppendAnswer answer;
    try {
      answer = tryAppend(batches, expectedUpper, newUpper, deadline);
    } catch (InvalidUsageException e) {
      taken.giveBack();
      throw e;
    } catch (RuntimeException | Error e) {
      // It may have been committed: its blobs are not ours to delete any more.
      taken.handOver();
      throw e;
    }
    if (answer instanceof AppendAnswer.UpperMismatch mismatch) {
      taken.giveBack();
      return new UpperMismatch(expectedUpper, seen(mismatch.actual()));
    }
    taken.handOver();
    return new Appended(seen(newUpper));
  }

  /** Appended, or a mismatch. */
  private AppendAnswer tryAppend(
      List<Batch> batches, Frontier expectedUpper, Frontier newUpper, Deadline deadline) {
    AppendAnswer answer =
        writer.compareAndAppend(combined(batches, expectedUpper, newUpper), deadline);
    if (!(answer instanceof AppendAnswer.TooMuchInline)) {
      return answer;
    }
    batches.forEach(batch -> batch.flushInline(deadline));
    AppendAnswer second =
        writer.compareAndAppend(combined(batches, expectedUpper, newUpper), deadline);
    if (second instanceof AppendAnswer.TooMuchInline) {
      throw new IllegalStateException(
          "a batch without inline parts was refused as too much inline: " + batches);
    }
    return second;
  }

  private static HollowBatch combined(List<Batch> batches, Frontier lower, Frontier upper) {
    List<HollowBatch> hollow = new ArrayList<>(batches.size());
    for (Batch batch : batches) {
      hollow.add(batch.hollow());
    }
    return Append.concatenate(hollow, lower, upper);
  }

  /** Batches that are being appended. */
  private record Taken(List<Batch> batches) {

    static Taken of(List<Batch> batches) {
      List<Batch> taken = new ArrayList<>();
      try {
        for (Batch batch : batches) {
          batch.take();
          taken.add(batch);
        }
      } catch (IllegalStateException e) {
        taken.forEach(Batch::giveBack);
        throw e;
      }
      return new Taken(taken);
    }

    void giveBack() {
      batches.forEach(Batch::giveBack);
    }

    void handOver() {
      batches.forEach(Batch::handOver);
    }
  }

  /**
   * Appends {@code batch} between {@code lower} and {@code upper}, as far as the shard does not
   * have it. The batch is used up, also by a mismatch: the shard's upper is before {@code lower}.
   *
   * @throws InvalidUsageException if the batch does not cover the interval; nothing happened
   */
  public AppendResult appendBatch(Batch batch, Frontier lower, Frontier upper) {
    return appendBatch(batch, lower, upper, Deadline.none());
  }

  /**
   * Same as {@link #appendBatch(Batch, Frontier, Frontier)}, until {@code deadline}.
   *
   * @throws DeadlineExceededException if nobody answers by the deadline; it may have happened
   */
  public AppendResult appendBatch(Batch batch, Frontier lower, Frontier upper, Deadline deadline) {
    try (batch) {
      Frontier from = lower;
      while (true) {
        AppendResult result = compareAndAppendBatch(List.of(batch), from, upper, deadline);
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
    seen(shard.machine().awaitUpperPast(frontier, deadline).upper());
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
