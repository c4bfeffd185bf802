package io.travertine.persist.txn;

import io.travertine.persist.BackgroundThreads;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.MeteredConsensus;
import io.travertine.persist.location.decorators.OperationCounts;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plays one process that runs transactions on shards of strings. */
final class TxnProcess implements AutoCloseable {

  static final Diagnostics TESTING = new Diagnostics("data", "test");

  /** Nothing is applied unless somebody asks. */
  static final TxnLimits BY_HAND =
      new TxnLimits(1 << 20, Long.MAX_VALUE, Duration.ofHours(1), 256, 32 << 20);

  private final OperationCounts consensus = new OperationCounts();
  private final PersistClient client;
  private final Txns txns;
  private final List<DataShard<String, Unit>> open = new ArrayList<>();

  TxnProcess(OpenLocation location, PersistConfig config, TxnLimits limits) {
    OpenLocation counted =
        new OpenLocation(
            location.location(),
            location.blob(),
            new MeteredConsensus(location.consensus(), Clock.system(), consensus));
    this.client = PersistClient.openAlone(counted, config, BackgroundThreads.start(config));
    this.txns = Txns.open(client, limits);
  }

  static OpenLocation location(MemoryPlace place) {
    return new OpenLocation(PersistLocation.of("mem:txns"), place.blob(), place.consensus());
  }

  PersistClient client() {
    return client;
  }

  Txns txns() {
    return txns;
  }

  /** What was asked of Consensus. */
  OperationCounts consensus() {
    return consensus;
  }

  DataShard<String, Unit> shard(ShardId id) {
    DataShard<String, Unit> shard = txns.openShard(id, Codec.string(), Codec.unit(), TESTING);
    open.add(shard);
    return shard;
  }

  /** A shard that takes part. */
  DataShard<String, Unit> registered(ShardId id) {
    txns.register(id);
    return shard(id);
  }

  static Updates inserts(String... keys) {
    return updates(1, keys);
  }

  static Updates deletes(String... keys) {
    return updates(-1, keys);
  }

  private static Updates updates(long diff, String... keys) {
    UpdatesBuilder builder = new UpdatesBuilder(Codec.string().schema(), Codec.unit().schema());
    for (String key : keys) {
      builder.add(Codec.string(), key, Codec.unit(), Unit.UNIT, 0, diff);
    }
    return builder.build();
  }

  /** Commits inserts to one shard; when. */
  long insert(DataShard<String, Unit> shard, String... keys) {
    return commit(shard, inserts(keys));
  }

  long delete(DataShard<String, Unit> shard, String... keys) {
    return commit(shard, deletes(keys));
  }

  private long commit(DataShard<String, Unit> shard, Updates updates) {
    try (Txn txn = txns.begin()) {
      txn.write(shard, updates);
      return time(txns.commit(txn));
    }
  }

  static long time(CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Committed committed) {
      return committed.time();
    }
    throw new AssertionError("not committed: " + outcome);
  }

  /** What is there now, how often. */
  Map<String, Long> now(DataShard<String, Unit> shard) {
    return at(shard, txns.readTime());
  }

  static Map<String, Long> at(DataShard<String, Unit> shard, long time) {
    try (Snapshot<String, Unit> snapshot =
        shard.snapshot(time, Scan.everything(), Deadline.none())) {
      return sums(snapshot.fetch());
    }
  }

  static Map<String, Long> sums(List<Update<String, Unit>> updates) {
    Map<String, Long> sums = new TreeMap<>();
    updates.forEach(update -> sums.merge(update.key(), update.diff(), Long::sum));
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }

  @Override
  public void close() {
    open.forEach(DataShard::close);
    txns.close();
    client.close();
  }
}
