package io.travertine.persist.txn;

import io.travertine.persist.Batch;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction writes to one shard: in memory while it is small, else in a batch. All of it
 * has time 0 until it is committed. Not thread-safe.
 */
final class StagedWrites {

  private final ShardId shardId;
  private final Function<Updates, Batch> staging;
  private final Supplier<UpdatesBuilder> growing;
  private final long bytesMax;
  private final List<Piece> pieces = new ArrayList<>();

  /** The batch of all pieces in memory, if it was asked for since they changed. */
  private @Nullable Batch gathered;

  /** What was written at some time. */
  private static final class Piece {
    private @Nullable UpdatesBuilder builder;
    private @Nullable Updates updates;
    private @Nullable Batch batch;

    Optional<Updates> inMemory() {
      if (builder != null) {
        updates = builder.build();
        builder = null;
      }
      return Optional.ofNullable(updates);
    }
  }

  StagedWrites(DataShard<?, ?> shard) {
    this.shardId = shard.shardId();
    this.staging = shard::stage;
    this.growing = () -> new UpdatesBuilder(shard.keys().schema(), shard.values().schema());
    this.bytesMax = shard.stagedBytesMax();
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  void add(Updates updates) {
    forgetGathered();
    if (updates.retainedBytes() > bytesMax) {
      Piece large = new Piece();
      large.batch = staging.apply(updates);
      pieces.add(large);
      return;
    }
    Piece last = pieces.isEmpty() ? new Piece() : pieces.get(pieces.size() - 1);
    if (last.builder == null) {
      last = new Piece();
      last.builder = growing.get();
      pieces.add(last);
    }
    UpdatesBuilder builder = last.builder;
    if (builder == null) {
      throw new IllegalStateException("a new piece of " + shardId + " does not grow");
    }
    builder.addAll(updates);
    if (builder.bytes() > bytesMax) {
      last.batch = staging.apply(builder.build());
      last.builder = null;
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
        piece.inMemory().ifPresent(inMemory::add);
      }
    }
    if (!inMemory.isEmpty()) {
      Batch small = gathered;
      if (small == null) {
        UpdatesBuilder all = growing.get();
        inMemory.forEach(all::addAll);
        small = staging.apply(all.build());
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
