package io.travertine.persist.txn;

import io.travertine.persist.data.Updates;
import io.travertine.persist.id.ShardId;

/** What others made of one shard. Nothing is decoded before asked for. */
public interface OthersChanges {

  ShardId shardId();

  /**
   * The changes, in the columns of {@code shard}, in no particular order and not consolidated.
   *
   * @param shard a handle of this shard
   */
  Updates updates(DataShard<?, ?> shard);
}
