package io.travertine.persist.inspect;

import io.travertine.persist.AppendResult;
import io.travertine.persist.BackgroundThreads;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;

/** A location in memory, with whoever writes to it and looks at it. */
final class Place implements AutoCloseable {

  /** Every part in Blob, and nothing in the background but rollups and garbage. */
  static final PersistConfig STORED =
      PersistConfig.defaults().withParts(10, 1).withInline(0, 0).withCompaction(false);

  final AgedBlob blob;
  final Consensus consensus;
  private final List<AutoCloseable> open = new ArrayList<>();

  Place() {
    MemoryPlace place = MemoryPlace.unnamed();
    this.blob = new AgedBlob(place.blob());
    this.consensus = place.consensus();
  }

  private OpenLocation location(Blob seen) {
    return new OpenLocation(PersistLocation.of("mem:place"), seen, consensus);
  }

  PersistClient client(PersistConfig config) {
    PersistClient client =
        PersistClient.openAlone(location(blob), config, BackgroundThreads.start(config));
    open.add(0, client);
    return client;
  }

  WriteHandle<String, Unit> writer(PersistConfig config, ShardId shard) {
    WriteHandle<String, Unit> writer =
        client(config)
            .openWriter(shard, Codec.string(), Codec.unit(), new Diagnostics("shard", "test"));
    open.add(0, writer);
    return writer;
  }

  void reader(PersistConfig config, ShardId shard, String purpose) {
    Diagnostics diagnostics = new Diagnostics("shard", purpose);
    open.add(0, client(config).openLeasedReader(shard, Codec.string(), Codec.unit(), diagnostics));
  }

  ShardInspector inspector() {
    return inspector(blob);
  }

  ShardInspector inspector(Blob seen) {
    PersistConfig config = PersistConfig.defaults();
    ShardInspector inspector =
        new ShardInspector(location(seen), config, BackgroundThreads.start(config));
    open.add(0, inspector);
    return inspector;
  }

  static ShardId newShard() {
    return ShardId.generate(Seed.secure());
  }

  /** Appends one update for each key, all at the same time; the new upper. */
  static long append(WriteHandle<String, Unit> writer, String... keys) {
    long time = writer.upper().only();
    List<Update<String, Unit>> updates = new ArrayList<>();
    for (String key : keys) {
      updates.add(new Update<>(key, Unit.UNIT, time, 1));
    }
    AppendResult result =
        writer.compareAndAppend(updates, Frontier.at(time), Frontier.at(time + 1));
    if (!(result instanceof AppendResult.Appended)) {
      throw new AssertionError(String.valueOf(result));
    }
    return time + 1;
  }

  /** What Blob holds of everything whose name begins so. */
  long bytes(String prefix) {
    long[] sum = new long[1];
    blob.listKeysAndMetadata(prefix, (key, size) -> sum[0] += size);
    return sum[0];
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }
}
