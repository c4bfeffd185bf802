package io.travertine.persist.txn;

import io.travertine.persist.Batch;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
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

  private final ShardId shardId;
  private final Function<Updates, Batch> staging;
  private final Schema keys;
  private final Schema values;
  private final long bytesMax;
  private final List<Piece> pieces = new ArrayList<>();

  /** The batch of all pieces in memory, if it was asked for since they changed. */
  private @Nullable Batch gathered;

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
    this.shardId = shard.shardId();
    this.staging = shard::stage;
    this.keys = shard.keys().schema();
    this.values = shard.values().schema();
    this.bytesMax = shard.stagedBytesMax();
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  void add(Updates updates) {
    forgetGathered();
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

  /** Everything so far, at time 0; nothing if it cancels out. */
  Optional<StagedBatch> staged() {
    List<StagedBatch> batches = new ArrayList<>();
    List<Updates> inMemory = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.batch != null) {
        batches.add(piece.batch.staged());
      } else {
        inMemory.addAll(piece.inMemory());
      }
    }
    if (!inMemory.isEmpty()) {
      Batch small = gathered;
      if (small == null) {
        small = staging.apply(Updates.concat(keys, values, inMemory));
        gathered = small;
      }
      batches.add(small.staged());
    }
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
    forgetGathered();
    while (pieces.size() > mark) {
      Piece piece = pieces.remove(pieces.size() - 1);
      if (piece.batch != null) {
        piece.batch.close();
      }
    }
  }

  private void forgetGathered() {
    if (gathered != null) {
      gathered.close();
      gathered = null;
    }
  }

  /** Leaves the blobs to who has the batches now. */
  void disown() {
    for (Piece piece : pieces) {
      if (piece.batch != null) {
        piece.batch.disown();
      }
    }
    if (gathered != null) {
      gathered.disown();
      gathered = null;
    }
    pieces.clear();
  }

  /** Deletes what was uploaded. */
  void close() {
    rollbackTo(0);
  }
}
