package io.travertine.persist.internal.batch;

import io.travertine.persist.id.ShardId;

/**
 * The name of a blob within its shard. State stores this partial form; Blob stores the full form,
 * {@code <shard>/<partial>} (spec §6.1).
 */
public sealed interface BlobKey permits PartKey, RollupKey {

  /** The name within the shard. */
  String partial();

  /** The name in Blob. */
  default String full(ShardId shard) {
    return shard + "/" + partial();
  }
}
