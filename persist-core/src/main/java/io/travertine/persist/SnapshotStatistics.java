package io.travertine.persist;

import io.travertine.persist.id.ShardId;

/**
 * How much a snapshot would have to read, by metadata alone.
 *
 * @param updates at least as many as there are distinct rows; for one and the same time it may only
 *     shrink, by compaction
 */
public record SnapshotStatistics(ShardId shardId, long updates) {}
