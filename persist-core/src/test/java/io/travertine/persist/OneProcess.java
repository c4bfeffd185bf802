package io.travertine.persist;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plays one process: shares nothing with the others but the location. */
final class OneProcess {

  static final Diagnostics TESTING = new Diagnostics("shard", "test");

  private final PersistClientCache locations = new PersistClientCache();
  private final PersistConfig config;

  OneProcess(PersistConfig config) {
    this.config = config;
  }

  PersistClient open(PersistLocation location) {
    return locations.open(location, config);
  }

  PersistClient open(OpenLocation location) {
    return locations.open(location, config);
  }

  static WriteHandle<String, Unit> writer(PersistClient client, ShardId shard) {
    return client.openWriter(shard, Codec.string(), Codec.unit(), TESTING);
  }

  static ReadHandle<String, Unit> reader(PersistClient client, ShardId shard) {
    return client.openLeasedReader(shard, Codec.string(), Codec.unit(), TESTING);
  }

  static Frontier at(long time) {
    return Frontier.at(time);
  }

  static Update<String, Unit> insert(String key, long time) {
    return new Update<>(key, Unit.UNIT, time, 1);
  }

  static Update<String, Unit> delete(String key, long time) {
    return new Update<>(key, Unit.UNIT, time, -1);
  }

  /** The updates {@code key0@0}, {@code key1@1} … with times {@code from..to}, to exclusive. */
  static List<Update<String, Unit>> keys(long from, long to) {
    List<Update<String, Unit>> updates = new ArrayList<>();
    for (long time = from; time < to; time++) {
      updates.add(insert("key" + time, time));
    }
    return updates;
  }

  /** The sum of diffs by key. */
  static Map<String, Long> sums(Iterable<Update<String, Unit>> updates) {
    Map<String, Long> sums = new TreeMap<>();
    for (Update<String, Unit> update : updates) {
      sums.merge(update.key(), update.diff(), Long::sum);
    }
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }

  /** What {@code reader} finds at {@code time}. */
  static Map<String, Long> contents(ReadHandle<String, Unit> reader, long time) {
    try (Snapshot<String, Unit> snapshot = reader.snapshot(at(time))) {
      return sums(snapshot.fetch());
    }
  }
}
