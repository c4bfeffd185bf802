package io.travertine.persist.simulation;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import java.util.ArrayList;
import java.util.List;

/** Shards that are filled, closed and finalized, one after the other. Used in turns. */
final class MortalShards {

  private final Seed ids;
  private final Stores stores;
  private final Trace trace;
  private final List<Mortal> all = new ArrayList<>();

  /** One of them, what it contains, and who watches it. */
  record Mortal(ShardId id, ContestedShard model, ShardWatch watch) {

    boolean isFinalized() {
      return watch.current().map(state -> state.isFinalized()).orElse(false);
    }

    /** Whether it can never be read or written again. */
    boolean isOver() {
      return watch
          .current()
          .map(state -> state.since().isEmpty() && state.upper().isEmpty())
          .orElse(false);
    }
  }

  MortalShards(Seed ids, Stores stores, Trace trace) {
    this.ids = ids;
    this.stores = stores;
    this.trace = trace;
  }

  /** The one that is alive; a new one when the last one has gone. */
  Mortal current() {
    if (all.isEmpty() || all.get(all.size() - 1).isFinalized()) {
      ShardId id = ShardId.generate(ids);
      ContestedShard model = new ContestedShard("mortal shard " + (all.size() + 1));
      ShardWatch watch = new ShardWatch(id, stores, model, trace);
      stores.watch(id.toString(), watch);
      all.add(new Mortal(id, model, watch));
    }
    return all.get(all.size() - 1);
  }

  List<Mortal> all() {
    return List.copyOf(all);
  }
}
