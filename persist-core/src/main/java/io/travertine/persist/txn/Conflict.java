package io.travertine.persist.txn;

import io.travertine.persist.id.ShardId;

/**
 * Why a transaction cannot be committed: others have changed what it depends on.
 *
 * @param shard where
 * @param what for people
 */
public record Conflict(ShardId shard, String what) {}
