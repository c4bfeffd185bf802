package io.travertine.persist;

import io.travertine.persist.data.Codec;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;

/**
 * The door to the shards of one location. Clients of one process on one location share its
 * connections, threads, memory and what is known of its shards; the last close of a client or
 * handle closes these.
 *
 * <p>Thread-safe. Methods block, honour interruption with {@link
 * io.travertine.persist.error.CancelledException}, and retry for ever what a flaky store refuses.
 */
public final class PersistClient implements AutoCloseable {

  private final SharedLocation open;
  private final PersistConfig config;
  private final LeakWarning leak;

  PersistClient(SharedLocation open, PersistConfig config) {
    this.open = open;
    this.config = config;
    this.leak = LeakWarning.on(this, "client of " + open.location(), open::release);
  }

  /** Opens {@code location}, which is created if there is none. */
  public static PersistClient open(PersistLocation location, PersistConfig config) {
    return SharedLocations.ofThisProcess().open(location, config);
  }

  /**
   * Opens a client that shares nothing with other clients of this process.
   *
   * @param location closed with the last user
   * @param threads closed with the last user
   */
  public static PersistClient openAlone(
      OpenLocation location, PersistConfig config, BackgroundThreads threads) {
    return new PersistClient(new SharedLocation(location, config, threads, () -> {}), config);
  }

  public PersistLocation location() {
    return open.location();
  }

  public PersistConfig config() {
    return config;
  }

  /**
   * Opens a writer. Costs no write: the shard learns of it with its first append.
   *
   * @param shardId a shard nobody has opened before is created
   * @throws InvalidUsageException if the shard has other codecs
   */
  public <K, V> WriteHandle<K, V> openWriter(
      ShardId shardId, Codec<K> keys, Codec<V> values, Diagnostics diagnostics) {
    OpenShard<K, V> shard = shard(shardId, keys, values);
    return new WriteHandle<>(
        shard,
        config.writes(),
        open.writer(shard.machine(), diagnostics.handlePurpose()),
        diagnostics);
  }

  /**
   * Opens a reader that holds back the since of the shard, at where it is now.
   *
   * @param shardId a shard nobody has opened before is created
   * @throws InvalidUsageException if the shard has other codecs
   */
  public <K, V> ReadHandle<K, V> openLeasedReader(
      ShardId shardId, Codec<K> keys, Codec<V> values, Diagnostics diagnostics) {
    OpenShard<K, V> shard = shard(shardId, keys, values);
    try {
      return new ReadHandle<>(shard, shard.register(diagnostics.handlePurpose()), diagnostics);
    } catch (RuntimeException e) {
      shard.release();
      throw e;
    }
  }

  /** Opens a writer and a reader. */
  public <K, V> Handles<K, V> open(
      ShardId shardId, Codec<K> keys, Codec<V> values, Diagnostics diagnostics) {
    ReadHandle<K, V> reader = openLeasedReader(shardId, keys, values, diagnostics);
    try {
      return new Handles<>(openWriter(shardId, keys, values, diagnostics), reader);
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private <K, V> OpenShard<K, V> shard(ShardId shardId, Codec<K> keys, Codec<V> values) {
    if (leak.isClosed()) {
      throw new IllegalStateException("the client is closed");
    }
    if (!open.tryAcquire()) {
      throw new IllegalStateException("the client is closed");
    }
    try {
      return open.shard(shardId, keys, values);
    } catch (RuntimeException e) {
      open.release();
      throw e;
    }
  }

  /** Closes this client. Handles stay open. */
  @Override
  public void close() {
    if (leak.close()) {
      open.release();
    }
  }
}
