package io.travertine.persist.inspect;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.PartKey;
import java.util.List;
import java.util.Map;

/**
 * What Blob holds of each shard.
 *
 * @param shards by name
 * @param strange names that no shard of ours can have written
 */
public record BlobCounts(List<OfShard> shards, List<String> strange) {

  public BlobCounts {
    shards = List.copyOf(shards);
    strange = List.copyOf(strange);
  }

  /** Parts and rollups of one shard. */
  public record OfShard(
      ShardId shardId, long parts, long partsBytes, long rollups, long rollupsBytes) {

    /** As JSON, without the shard. */
    public Json.Fields json() {
      return Json.object()
          .put("batch_part_count", parts)
          .put("batch_part_bytes", partsBytes)
          .put("rollup_count", rollups)
          .put("rollup_bytes", rollupsBytes)
          .build();
    }
  }

  static OfShard count(ShardId shardId, Map<BlobKey, Long> blobs) {
    long parts = 0;
    long partsBytes = 0;
    long rollups = 0;
    long rollupsBytes = 0;
    for (Map.Entry<BlobKey, Long> blob : blobs.entrySet()) {
      if (blob.getKey() instanceof PartKey) {
        parts++;
        partsBytes += blob.getValue();
      } else {
        rollups++;
        rollupsBytes += blob.getValue();
      }
    }
    return new OfShard(shardId, parts, partsBytes, rollups, rollupsBytes);
  }
}
