package io.travertine.persist.internal.io;

import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.PointIndex;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The parts that were decoded lately, and the indexes made of them. Thread-safe. */
final class DecodedParts {

  /** What it takes to remember anything of a part: its name, and its place in a map. */
  private static final long ENTRY_BYTES = 512;

  /** Indexes may take this share of what parts may. */
  private static final int INDEX_SHARE = 4;

  private final PartCache<Decoded, Updates> parts;
  private final PartCache<Indexed, PointIndex> indexes;

  /** Some columns, under some schemas, of a part. */
  private record Decoded(
      ShardId shard, PartKey part, Schema key, Schema value, Projection columns) {
    @Override
    public String toString() {
      return part.full(shard);
    }
  }

  /** Some key columns of a part. */
  private record Indexed(ShardId shard, PartKey part, Schema columns) {
    @Override
    public String toString() {
      return part.full(shard);
    }
  }

  DecodedParts(long bytesMax, Clock clock) {
    this.parts =
        new PartCache<>(
            bytesMax, updates -> ENTRY_BYTES + updates.retainedBytes(), Decoded::shard, clock);
    this.indexes =
        new PartCache<>(
            bytesMax / INDEX_SHARE,
            index -> ENTRY_BYTES + index.retainedBytes(),
            Indexed::shard,
            clock);
  }

  /** The memory that is taken. */
  long bytes() {
    return parts.bytes() + indexes.bytes();
  }

  /** Forgets the parts of {@code shard} that none of {@code batches} has. */
  void keepOnly(ShardId shard, List<HollowBatch> batches) {
    if (!parts.hasGrown(shard) && !indexes.hasGrown(shard)) {
      return;
    }
    Set<PartKey> there = new HashSet<>();
    for (HollowBatch batch : batches) {
      batch.parts().forEach(part -> part.blob().ifPresent(there::add));
    }
    parts.keepOnly(shard, decoded -> there.contains(decoded.part()));
    indexes.keepOnly(shard, indexed -> there.contains(indexed.part()));
  }

  boolean has(ShardData data, Part.Stored part, Projection columns) {
    return parts.has(decoded(data, part, columns));
  }

  /** The columns of the part, by {@code load} unless they are here or on their way. */
  Updates get(ShardData data, Part.Stored part, Projection columns, Supplier<Updates> load) {
    return parts.get(decoded(data, part, columns), load);
  }

  private static Decoded decoded(ShardData data, Part.Stored part, Projection columns) {
    return new Decoded(data.shardId(), part.key(), data.key(), data.value(), columns);
  }

  /**
   * The updates of a part that are at some of the points.
   *
   * @param updates all of the part, with the columns that the points are in
   */
  Updates at(ShardData data, Part part, Updates updates, Points points) {
    ColumnBatch rows = updates.keys().project(positions(updates.keys().schema(), points));
    PointIndex index =
        part instanceof Part.Stored stored
            ? indexes.get(
                new Indexed(data.shardId(), stored.key(), rows.schema()), () -> PointIndex.of(rows))
            : PointIndex.of(rows);
    int[] found = index.find(rows, points);
    return updates.gather(found, 0, found.length);
  }

  /** Where the columns that the points are in are in a schema. */
  static List<Integer> positions(Schema schema, Points points) {
    List<Integer> positions = new ArrayList<>();
    points
        .columns()
        .columns()
        .forEach(column -> positions.add(schema.positionOf(column.id()).orElseThrow()));
    return positions;
  }
}
