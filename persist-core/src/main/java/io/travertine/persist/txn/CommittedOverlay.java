package io.travertine.persist.txn;

import io.travertine.persist.Overlay;
import io.travertine.persist.StagedBatch;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Frontier;
import io.travertine.persist.txn.TxnEntry.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lays over a shard what was committed and is not part of it yet. Thread-safe. */
final class CommittedOverlay implements Overlay {

  private final Txns txns;
  private final ShardId shardId;
  private volatile Look newest = new Look(0, 0);

  CommittedOverlay(Txns txns, ShardId shardId) {
    this.txns = txns;
    this.shardId = shardId;
  }

  /**
   * A state of the shard that somebody has read. Who took an older one before, and asks only now,
   * must not take his own for it.
   *
   * @param moment it has every write whose entry had gone by then
   * @param upper where it ends: a state that ends there, or later, has all that it has
   */
  private record Look(long moment, long upper) {}

  @Override
  public Optional<List<StagedBatch>> beyond(Frontier upper, Frontier asOf) {
    if (upper.isEmpty()) {
      return Optional.of(List.of());
    }
    long from = upper.only();
    TxnsCache cache = txns.log().cache();
    List<StagedBatch> batches = new ArrayList<>();
    synchronized (cache) {
      TxnsCache.Removed removed = cache.removed(shardId);
      Look look = newest;
      boolean hasWhatWent = removed.moment() <= look.moment() && from >= look.upper();
      if (from <= Math.min(removed.upTo(), asOf.only()) && !hasWhatWent) {
        return Optional.empty();
      }
      for (Write write : cache.writes(shardId, from, asOf.only())) {
        batches.add(write.batch());
      }
    }
    txns.care().overlaid(batches.size());
    return Optional.of(batches);
  }

  @Override
  public Consumer<Frontier> beforeLook() {
    long moment = txns.log().cache().removed(shardId).moment();
    return upper -> looked(new Look(moment, upper.isEmpty() ? Long.MAX_VALUE : upper.only()));
  }

  private synchronized void looked(Look look) {
    if (look.moment() > newest.moment()) {
      newest = look;
    }
  }
}
