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
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.PartId;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.WriterKey;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A location in memory, with whoever writes to it and looks at it. */
public final class Place implements AutoCloseable {

  /** Every part in Blob, and nothing in the background but rollups and garbage. */
  public static final PersistConfig STORED =
      PersistConfig.defaults().withParts(10, 1).withInline(0, 0).withCompaction(false);

  public final AgedBlob blob;
  public final Consensus consensus;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();

  public Place() {
    this(MemoryPlace.unnamed());
  }

  private Place(MemoryPlace place) {
    this(place.blob(), place.consensus());
  }

  public Place(Blob blob, Consensus consensus) {
    this.blob = new AgedBlob(blob);
    this.consensus = consensus;
  }

  public OpenLocation location() {
    return location(blob);
  }

  private OpenLocation location(Blob seen) {
    return new OpenLocation(PersistLocation.of("mem:place"), seen, consensus);
  }

  public PersistClient client(PersistConfig config) {
    PersistClient client =
        PersistClient.openAlone(
            location(blob), config, new GatedThreads(BackgroundThreads.start(config), gate));
    open.add(0, client);
    return client;
  }

  public WriteHandle<String, Unit> writer(PersistConfig config, ShardId shard) {
    WriteHandle<String, Unit> writer =
        client(config)
            .openWriter(shard, Codec.string(), Codec.unit(), new Diagnostics("shard", "test"));
    open.add(0, writer);
    return writer;
  }

  public void reader(PersistConfig config, ShardId shard, String purpose) {
    Diagnostics diagnostics = new Diagnostics("shard", purpose);
    open.add(0, client(config).openLeasedReader(shard, Codec.string(), Codec.unit(), diagnostics));
  }

  public ShardInspector inspector() {
    return inspector(blob);
  }

  ShardInspector inspector(Blob seen) {
    PersistConfig config = PersistConfig.defaults();
    ShardInspector inspector =
        new ShardInspector(location(seen), config, BackgroundThreads.start(config));
    open.add(0, inspector);
    return inspector;
  }

  public static ShardId newShard() {
    return ShardId.generate(Seed.secure());
  }

  /** Appends one update for each key, all at the same time; the new upper. */
  public static long append(WriteHandle<String, Unit> writer, String... keys) {
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

  /** Makes all objects older, at a moment when no client has any upkeep under way. */
  public void pass(Duration time) {
    gate.writeLock().lock();
    try {
      blob.ageAll(time);
    } finally {
      gate.writeLock().unlock();
    }
  }

  /** Closes all clients and their handles; what they had in the background is done then. */
  public void closeWriters() {
    try {
      close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** An object that no state refers to, as a process leaves one that dies before its append. */
  public String plant(ShardId owner, BuildVersion release) {
    String name = new PartKey(new WriterKey(release), PartId.generate(Seed.secure())).full(owner);
    blob.set(name, new byte[100]);
    return name;
  }

  /** What Blob holds of everything whose name begins so. */
  public long bytes(String prefix) {
    long[] sum = new long[1];
    blob.listKeysAndMetadata(prefix, (key, size) -> sum[0] += size);
    return sum[0];
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    open.clear();
  }
}
