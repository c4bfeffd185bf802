package io.travertine.persist.txn;

import io.travertine.persist.data.Unit;
import io.travertine.persist.id.ShardId;
import java.util.Optional;
import java.util.Set;

/** Refuses everything that others do to a shard. */
record UntouchedShard(DataShard<String, Unit> shard, long readTime) implements CommitCheck {

  @Override
  public Set<ShardId> shards() {
    return Set.of(shard.shardId());
  }

  @Override
  public Optional<Conflict> conflict(OthersChanges changes) {
    return changes.updates(shard).isEmpty()
        ? Optional.empty()
        : Optional.of(new Conflict(changes.shardId(), "touched"));
  }
}
