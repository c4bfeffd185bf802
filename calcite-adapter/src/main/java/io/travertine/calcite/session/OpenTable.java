package io.travertine.calcite.session;

import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.AppendResult;
import io.travertine.persist.Batch;
import io.travertine.persist.BatchBuilder;
import io.travertine.persist.Handles;
import io.travertine.persist.ReadHandle;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.HistoryLostException;
import io.travertine.persist.location.Access;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A table with its shard open for reading and writing. Thread-safe. */
public final class OpenTable implements AutoCloseable {

  private final TableDefinition definition;
  private final RowCodec codec;
  private final Handles<@Nullable Object[], Unit> handles;
  private final Clock clock;
  private final Access access;

  /**
   * Sessions of this process append one after the other, so that they do not race each other in
   * Consensus.
   */
  private final ReentrantLock appending = new ReentrantLock();

  OpenTable(
      TableDefinition definition,
      RowCodec codec,
      Handles<@Nullable Object[], Unit> handles,
      Clock clock,
      Access access) {
    this.definition = definition;
    this.codec = codec;
    this.handles = handles;
    this.clock = clock;
    this.access = access;
  }

  public TableDefinition definition() {
    return definition;
  }

  public RowCodec codec() {
    return codec;
  }

  /**
   * The shard's upper, linearizable: every commit acknowledged before this call is before it. Costs
   * one read of the shard's head.
   */
  public long fetchUpper() {
    return handles.reader().fetchRecentUpper().only();
  }

  /** The earliest time that can still be read. */
  public long since() {
    return handles.reader().since().only();
  }

  /**
   * Makes sure that nothing will be committed at or before {@code time} any more. Where nothing can
   * be written, nobody can make sure of that: there a time that is not complete yet shows what was
   * committed so far.
   *
   * @param time microseconds since the epoch, not in the future
   */
  public void completeUpTo(long time) {
    while (access == Access.READ_WRITE) {
      Frontier upper = handles.writer().fetchRecentUpper();
      if (!upper.lessEqual(time)) {
        return;
      }
      handles.writer().compareAndAppend(List.of(), upper, Frontier.at(time + 1));
    }
  }

  /**
   * The rows at {@code time}, which {@link #completeUpTo} has made final.
   *
   * @throws SqlFailure 22023 if the history of that time is gone
   */
  public Snapshot<@Nullable Object[], Unit> snapshot(long time, Scan scan, Deadline deadline) {
    ReadHandle<@Nullable Object[], Unit> reader = handles.reader();
    try {
      return reader.snapshot(Frontier.at(readable(time)), scan, deadline);
    } catch (HistoryLostException e) {
      throw new SqlFailure(
          SqlState.BAD_PARAMETER,
          "table \""
              + definition.name()
              + "\" cannot be read as of "
              + Instants.print(time)
              + ": its history reaches from "
              + Instants.print(since())
              + " to "
              + Instants.print(fetchUpper() - 1),
          e);
    }
  }

  private long readable(long time) {
    if (access == Access.READ_WRITE) {
      return time;
    }
    long upper = fetchUpper();
    return Long.compareUnsigned(time, upper) < 0 ? time : upper - 1;
  }

  /** Whether nothing was ever committed and nothing can be: then there is no time to read it at. */
  public boolean isBlank() {
    return access == Access.READ_ONLY && fetchUpper() == 0;
  }

  /**
   * Commits changes that follow from what was read at {@code readTime}, unless the table has
   * changed since.
   *
   * @return the commit time; empty if another writer was first
   */
  public OptionalLong commitAfter(long readTime, Updates changes) {
    return exclusively(() -> append(changes, Frontier.at(readTime + 1)));
  }

  /** Does an append while no other session of this process does one. */
  <R> R exclusively(Supplier<R> append) {
    appending.lock();
    try {
      return append.get();
    } finally {
      appending.unlock();
    }
  }

  /**
   * Changes written for the time at which they could be committed now.
   *
   * @param batch whose updates all have one time, the last one before its upper
   */
  record Staged(Batch batch) {

    long time() {
      return batch.upper().only() - 1;
    }
  }

  /** Writes changes, which nobody sees yet. */
  Staged stage(Updates changes) {
    Frontier lower = handles.writer().upper();
    long time = max(clock.epochMicros(), lower.only());
    try (BatchBuilder<@Nullable Object[], Unit> builder = handles.writer().builder(lower)) {
      builder.add(at(changes, time));
      return new Staged(builder.finish(Frontier.at(time + 1)));
    }
  }

  /**
   * Commits staged changes after whatever else was committed.
   *
   * @return the commit time; empty if another process was first
   */
  OptionalLong append(Staged staged) {
    Frontier expected = handles.writer().upper();
    long time = max(staged.time(), max(clock.epochMicros(), expected.only()));
    Frontier upper = Frontier.at(time + 1);
    if (time != staged.time()) {
      staged.batch().rewriteTimes(Frontier.at(time), upper);
    }
    AppendResult result =
        handles.writer().compareAndAppendBatch(List.of(staged.batch()), expected, upper);
    return result instanceof AppendResult.Appended ? OptionalLong.of(time) : OptionalLong.empty();
  }

  private OptionalLong append(Updates changes, Frontier expected) {
    long time = max(clock.epochMicros(), expected.only());
    AppendResult result =
        handles.writer().compareAndAppend(at(changes, time), expected, Frontier.at(time + 1));
    if (result instanceof AppendResult.Appended) {
      return OptionalLong.of(time);
    }
    handles.writer().fetchRecentUpper();
    return OptionalLong.empty();
  }

  private static Updates at(Updates changes, long time) {
    long[] times = new long[changes.length()];
    Arrays.fill(times, time);
    return changes.withTimes(times);
  }

  private static long max(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  @Override
  public void close() {
    handles.close();
  }
}
