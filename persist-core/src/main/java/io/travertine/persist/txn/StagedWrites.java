package io.travertine.persist.txn;

import io.travertine.persist.Batch;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction writes to one shard: in memory while it is small, else in a batch. All of it
 * has time 0 until it is committed. Not thread-safe.
 */
final class StagedWrites {

  /** A write of so many rows is kept as it is; smaller ones are copied together. */
  private static final int KEPT_ROWS = 256;

  private final Function<Updates, Batch> staging;
  private final Schema keys;
  private final Schema values;
  private final long bytesMax;
  private final List<Piece> pieces = new ArrayList<>();

  /** The pieces in memory as batches, one after the other, as far as they were asked for. */
  private final Deque<Gathered> gathered = new ArrayDeque<>();

  /** Batches that are of no use any more, but for snapshots that were opened when they were. */
  private final List<Batch> outdated = new ArrayList<>();

  /**
   * Neighbouring pieces in one batch.
   *
   * @param from the first piece
   * @param to the piece after the last
   * @param rows how many updates they have in memory
   */
  private record Gathered(int from, int to, long rows, Batch batch) {}

  /** What was written at some time: in memory, or in a batch. */
  private final class Piece {
    private final List<Updates> kept = new ArrayList<>();
    private long keptBytes;
    private @Nullable UpdatesBuilder growing;
    private boolean done;
    private @Nullable Batch batch;

    void add(Updates updates) {
      if (updates.length() >= KEPT_ROWS) {
        kept.add(updates);
        keptBytes += updates.retainedBytes();
        return;
      }
      UpdatesBuilder builder = growing;
      if (builder == null) {
        builder = new UpdatesBuilder(keys, values);
        growing = builder;
      }
      builder.addAll(updates);
    }

    long bytes() {
      return keptBytes + (growing == null ? 0 : growing.bytes());
    }

    /** All of it, if it is in memory; nothing can be added after. */
    List<Updates> inMemory() {
      done = true;
      if (growing != null) {
        kept.add(growing.build());
        growing = null;
      }
      return kept;
    }

    void upload() {
      batch = staging.apply(Updates.concat(keys, values, inMemory()));
      kept.clear();
    }
  }

  StagedWrites(DataShard<?, ?> shard) {
    this(shard, shard::stage, shard.stagedBytesMax());
  }

  /**
   * @param staging makes a batch
   * @param bytesMax more than this in one piece is not kept in memory
   */
  StagedWrites(DataShard<?, ?> shard, Function<Updates, Batch> staging, long bytesMax) {
    this.staging = staging;
    this.keys = shard.keys().schema();
    this.values = shard.values().schema();
    this.bytesMax = bytesMax;
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  void add(Updates updates) {
    Piece last = pieces.isEmpty() ? new Piece() : pieces.get(pieces.size() - 1);
    if (pieces.isEmpty() || last.done || updates.retainedBytes() > bytesMax) {
      last = new Piece();
      pieces.add(last);
    }
    last.add(updates);
    if (last.bytes() > bytesMax) {
      last.upload();
    }
  }

  /**
   * Everything so far, at time 0; nothing if there is nothing. What was asked for before is not
   * staged again, but for small batches that become one: asking after each of many writes costs
   * little more than asking once.
   */
  Optional<StagedBatch> staged() {
    int from = gathered.isEmpty() ? 0 : gathered.getLast().to();
    long rows = rows(from);
    if (rows > 0) {
      while (!gathered.isEmpty() && gathered.getLast().rows() <= rows) {
        Gathered smaller = gathered.removeLast();
        outdated.add(smaller.batch());
        from = smaller.from();
        rows += smaller.rows();
      }
      gather(from, rows);
    }
    return concatenated();
  }

  /** Everything so far, at time 0; nothing if it cancels out. What is in memory is one batch. */
  Optional<StagedBatch> whole() {
    long rows = rows(0);
    if (rows > 0 && (gathered.size() != 1 || gathered.getFirst().rows() < rows)) {
      forgetGathered(0);
      gather(0, rows);
    }
    return concatenated();
  }

  private long rows(int from) {
    long rows = 0;
    for (Updates updates : inMemory(from)) {
      rows += updates.length();
    }
    return rows;
  }

  private List<Updates> inMemory(int from) {
    List<Updates> all = new ArrayList<>();
    for (Piece piece : pieces.subList(from, pieces.size())) {
      all.addAll(piece.inMemory());
    }
    return all;
  }

  private void gather(int from, long rows) {
    Batch batch = staging.apply(Updates.concat(keys, values, inMemory(from)));
    gathered.addLast(new Gathered(from, pieces.size(), rows, batch));
  }

  private Optional<StagedBatch> concatenated() {
    List<StagedBatch> batches = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.batch != null) {
        batches.add(piece.batch.staged());
      }
    }
    gathered.forEach(each -> batches.add(each.batch().staged()));
    batches.removeIf(batch -> batch.updates() == 0);
    return batches.isEmpty() ? Optional.empty() : Optional.of(StagedBatch.concatenate(batches));
  }

  /** What is written from now on can be taken back without the rest. */
  int mark() {
    if (!pieces.isEmpty()) {
      pieces.get(pieces.size() - 1).inMemory();
    }
    return pieces.size();
  }

  /** Takes back what was written since {@link #mark} said {@code mark}. */
  void rollbackTo(int mark) {
    forgetGathered(mark);
    while (pieces.size() > mark) {
      Piece piece = pieces.remove(pieces.size() - 1);
      if (piece.batch != null) {
        outdated.add(piece.batch);
      }
    }
  }

  /** Forgets the batches that have pieces from {@code mark} on. */
  private void forgetGathered(int mark) {
    while (!gathered.isEmpty() && gathered.getLast().to() > mark) {
      outdated.add(gathered.removeLast().batch());
    }
  }

  /** Leaves the blobs to who has the batches now. */
  void disown() {
    for (Piece piece : pieces) {
      if (piece.batch != null) {
        piece.batch.disown();
      }
    }
    gathered.forEach(each -> each.batch().disown());
    gathered.clear();
    pieces.clear();
    closeOutdated();
  }

  /** Deletes what was uploaded. */
  void close() {
    rollbackTo(0);
    closeOutdated();
  }

  private void closeOutdated() {
    outdated.forEach(Batch::close);
    outdated.clear();
  }
}
