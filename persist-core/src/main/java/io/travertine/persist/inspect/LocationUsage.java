package io.travertine.persist.inspect;

import io.travertine.persist.id.ShardId;
import java.util.List;

/**
 * What the shards of a location take up in Blob.
 *
 * @param shards the largest first
 * @param unattributableBytes blobs that no shard of ours can have written; should be 0
 */
public record LocationUsage(List<OfShard> shards, long unattributableBytes) {

  public LocationUsage {
    shards = List.copyOf(shards);
  }

  /** One shard's share. */
  public record OfShard(ShardId shardId, ShardUsageAudit audit) {}

  /** All that Blob holds. */
  public long totalBytes() {
    return unattributableBytes + shards.stream().mapToLong(s -> s.audit().totalBytes()).sum();
  }
}
