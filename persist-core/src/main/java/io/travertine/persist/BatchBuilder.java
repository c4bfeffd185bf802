package io.travertine.persist;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.io.PartUploads;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.Optional;

/**
 * Collects updates into a {@link Batch}: full parts are uploaded while more are added, with a bound
 * on those in flight (spec §6.2). Not thread-safe.
 */
public final class BatchBuilder<K, V> implements AutoCloseable {

  private final ShardData data;
  private final Codec<K> keys;
  private final Codec<V> values;
  private final Frontier lower;
  private final PartUploader writer;
  private final PartUploads uploads;
  private final long partBytesTarget;

  private UpdatesBuilder buffer;

  /** A part that may turn out to be the last; the buffer is empty then. */
  private Optional<Updates> whole = Optional.empty();

  /** The last time added, if any. */
  private long maxTime;

  private boolean empty = true;
  private boolean done;

  BatchBuilder(
      ShardData data,
      Codec<K> keys,
      Codec<V> values,
      Frontier lower,
      PartUploader writer,
      WriteLimits limits,
      Deadline deadline) {
    this.data = data;
    this.keys = keys;
    this.values = values;
    this.lower = lower;
    this.writer = writer;
    this.uploads =
        writer.uploads(
            data,
            new Description(
                lower, Frontier.empty(lower.domain()), Frontier.minimum(lower.domain())),
            limits.outstandingParts(),
            limits.inlineBytesMax(),
            deadline);
    this.partBytesTarget = limits.partBytesTarget();
    this.buffer = emptyBuffer();
  }

  private UpdatesBuilder emptyBuffer() {
    return new UpdatesBuilder(keys.schema(), values.schema());
  }

  /**
   * Adds one update. May wait for an earlier upload.
   *
   * @throws InvalidUsageException if {@code time} is before the batch's lower
   */
  public void add(K key, V value, long time, long diff) {
    checkTime(time);
    if (diff != 0) {
      buffer.add(keys, key, values, value, time, diff);
      noteTime(time);
      submitWhole();
      flushIfFull();
    }
  }

  /**
   * Adds whole columns, which must have the codecs' schemas. May wait for an earlier upload.
   *
   * @throws InvalidUsageException if a time is before the batch's lower
   */
  public void add(Updates columns) {
    checkOpen();
    long[] times = columns.times();
    for (int row = 0; row < columns.length(); row++) {
      checkTime(times[row]);
      noteTime(times[row]);
    }
    if (columns.isEmpty()) {
      return;
    }
    submitWhole();
    if (buffer.length() == 0) {
      submitInParts(columns);
      return;
    }
    for (int row = 0; row < columns.length(); row++) {
      buffer.add(columns, row);
      flushIfFull();
    }
  }

  private void submitInParts(Updates columns) {
    int rows = columns.length();
    long parts = 1 + columns.retainedBytes() / partBytesTarget;
    int rowsPerPart = (int) Math.max(1, rows / parts);
    for (int from = 0; from < rows; from += rowsPerPart) {
      submitWhole();
      whole = Optional.of(columns.range(from, Math.min(rows, from + rowsPerPart)));
    }
  }

  /** It is not the last part. */
  private void submitWhole() {
    whole.ifPresent(uploads::submit);
    whole = Optional.empty();
  }

  private void flushIfFull() {
    if (buffer.bytes() >= partBytesTarget) {
      flush();
    }
  }

  private void flush() {
    if (buffer.length() > 0) {
      Updates full = buffer.build();
      buffer = emptyBuffer();
      uploads.submit(full);
    }
  }

  private void checkOpen() {
    if (done) {
      throw new IllegalStateException("the batch is finished or closed");
    }
  }

  private void checkTime(long time) {
    checkOpen();
    if (!lower.lessEqual(time)) {
      throw new InvalidUsageException(
          new InvalidUsage.UpdateNotBeyondLower(Frontier.of(lower.domain(), time), lower));
    }
  }

  private void noteTime(long time) {
    if (empty || lower.domain().compare(maxTime, time) < 0) {
      maxTime = time;
    }
    empty = false;
  }

  /**
   * The batch of all that was added, covering times from the lower to {@code upper}. Waits for the
   * uploads.
   *
   * @throws InvalidUsageException if {@code upper} is before the lower, or an update is not before
   *     {@code upper}; the builder is then still open
   */
  public Batch finish(Frontier upper) {
    checkOpen();
    if (!lower.lessEqual(upper)) {
      throw new InvalidUsageException(new InvalidUsage.InvalidBounds(lower, upper));
    }
    if (!empty && upper.lessEqual(maxTime)) {
      throw new InvalidUsageException(
          new InvalidUsage.UpdateBeyondUpper(Frontier.of(lower.domain(), maxTime), upper));
    }
    if (buffer.length() > 0) {
      whole = Optional.of(buffer.build());
      buffer = emptyBuffer();
    }
    whole.ifPresent(uploads::submitLast);
    whole = Optional.empty();
    Description desc = new Description(lower, upper, Frontier.minimum(lower.domain()));
    HollowBatch hollow = HollowBatch.of(desc, uploads.finish());
    done = true;
    return new Batch(data, hollow, writer);
  }

  /** Gives up what was added and deletes what was uploaded, unless finished. */
  @Override
  public void close() {
    if (!done) {
      done = true;
      uploads.abandon();
    }
  }
}
