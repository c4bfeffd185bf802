package io.travertine.persist;

import io.micrometer.core.instrument.MeterRegistry;
import io.travertine.persist.data.Codec;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.state.CriticalReader;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The door to the shards of one location. Clients of one process on one location share its
 * connections, threads, memory and what is known of its shards; the last close of a client or
 * handle closes these.
 *
 * <p>Thread-safe. Methods block, honour interruption with {@link
 * io.travertine.persist.error.CancelledException}, and retry for ever what a flaky store refuses.
 */
public final class PersistClient implements AutoCloseable {

  /**
   * The hold of whoever decides how much history a database keeps: one well-known id for all
   * shards, so that it need not be stored anywhere.
   */
  public static final CriticalReaderId CONTROLLER_CRITICAL_SINCE =
      CriticalReaderId.parse("c00000000-1111-2222-3333-444444444444");

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
    return open(location, config, Access.READ_WRITE);
  }

  /**
   * Opens {@code location}, for {@link Access#READ_ONLY} without writing anything: readers do not
   * hold back the since then, so that what they read may be removed by others under their hands,
   * and every write is refused with a {@link io.travertine.persist.error.ReadOnlyException}.
   */
  public static PersistClient open(PersistLocation location, PersistConfig config, Access access) {
    return PersistClientCache.ofThisProcess().open(location, config, access);
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

  /** What may be done with the location. */
  public Access access() {
    return open.access();
  }

  public PersistConfig config() {
    return config;
  }

  /** Where is recorded what {@code docs/metrics.md} lists. */
  public MeterRegistry metrics() {
    return config.metrics();
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
   * Same as {@link #openWriter(ShardId, Codec, Codec, Diagnostics)}, with limits of its own.
   *
   * @throws InvalidUsageException if the shard has other codecs
   */
  public <K, V> WriteHandle<K, V> openWriter(
      ShardId shardId,
      Codec<K> keys,
      Codec<V> values,
      WriteLimits limits,
      Diagnostics diagnostics) {
    OpenShard<K, V> shard = shard(shardId, keys, values);
    return new WriteHandle<>(
        shard, limits, open.writer(shard.machine(), diagnostics.handlePurpose()), diagnostics);
  }

  /**
   * Opens what appends staged batches to a shard that exists, whatever its codecs. Costs one read
   * of Consensus.
   *
   * @throws NoSuchShardException if nobody has created the shard
   * @throws DeadlineExceededException if nobody answers by the deadline
   */
  public StagedAppender openAppender(ShardId shardId, Diagnostics diagnostics, Deadline deadline) {
    acquire();
    try {
      return open.appender(shardId, config.writes(), diagnostics, deadline);
    } catch (RuntimeException e) {
      open.release();
      throw e;
    }
  }

  /**
   * Opens what appends staged batches to a shard whose codecs are known: it can make one part of
   * many small ones.
   *
   * @param shardId a shard nobody has opened before is created
   * @throws InvalidUsageException if the shard has other codecs
   * @throws DeadlineExceededException if nobody answers by the deadline
   */
  public <K, V> StagedAppender openAppender(
      ShardId shardId, Codec<K> keys, Codec<V> values, Diagnostics diagnostics, Deadline deadline) {
    OpenShard<K, V> shard = shard(shardId, keys, values, deadline);
    return new StagedAppender(
        open,
        shard.machine(),
        Optional.of(shard.data()),
        open.writer(shard.machine(), diagnostics.handlePurpose()),
        config.writes(),
        () -> {},
        diagnostics);
  }

  /** The threads that this client's location has for its background work. */
  public BackgroundThreads background() {
    return open.threads();
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

  /**
   * Opens what fetches parts that are leased by readers, of this process or another. Costs no
   * write.
   *
   * @throws InvalidUsageException if the shard has other codecs
   */
  public <K, V> BatchFetcher<K, V> createBatchFetcher(
      ShardId shardId, Codec<K> keys, Codec<V> values, Diagnostics diagnostics) {
    return new BatchFetcher<>(shard(shardId, keys, values), diagnostics);
  }

  /**
   * Opens a hold on the since of a shard that never expires, with tokens that are unsigned numbers.
   *
   * @see #openCriticalSince(ShardId, CriticalReaderId, OpaqueCodec, Codec, Codec, Diagnostics)
   */
  public <K, V> SinceHandle openCriticalSince(
      ShardId shardId,
      CriticalReaderId readerId,
      Codec<K> keys,
      Codec<V> values,
      Diagnostics diagnostics) {
    return openCriticalSince(shardId, readerId, OpaqueCodec.U64, keys, values, diagnostics);
  }

  /**
   * Opens a hold on the since of a shard that never expires (spec §7.10). One that is registered
   * already is opened as it is, with its since and its token.
   *
   * @param shardId a shard nobody has opened before is created
   * @param readerId to be stored durably before this call: a hold whose id is forgotten is for ever
   * @throws InvalidUsageException if the shard has other codecs, or the hold other tokens
   */
  public <K, V> SinceHandle openCriticalSince(
      ShardId shardId,
      CriticalReaderId readerId,
      OpaqueCodec opaque,
      Codec<K> keys,
      Codec<V> values,
      Diagnostics diagnostics) {
    OpenShard<K, V> shard = shard(shardId, keys, values);
    try {
      CriticalReader registered =
          shard
              .machine()
              .registerCriticalReader(
                  readerId, diagnostics.handlePurpose(), opaque.initial(), opaque.name());
      if (!registered.opaqueCodec().equals(opaque.name())) {
        throw new InvalidUsageException(
            new InvalidUsage.OpaqueMismatch(opaque.name(), registered.opaqueCodec()));
      }
      return new SinceHandle(
          shard,
          readerId,
          registered,
          config.reads().criticalDowngradeInterval(),
          config.clock(),
          diagnostics);
    } catch (RuntimeException e) {
      shard.release();
      throw e;
    }
  }

  /**
   * Starts a batch of updates at or beyond {@code lower} without a handle; whoever has one may
   * append it. To be appended or closed before this client is.
   *
   * @param shardId a shard nobody has opened before is created
   * @throws InvalidUsageException if the shard has other codecs
   */
  public <K, V> BatchBuilder<K, V> batchBuilder(
      ShardId shardId, Codec<K> keys, Codec<V> values, Frontier lower) {
    OpenShard<K, V> shard = shard(shardId, keys, values);
    try {
      return new BatchBuilder<>(
          shard.data(), keys, values, lower, shard.uploader(), config.writes(), Deadline.none());
    } finally {
      shard.release();
    }
  }

  // ---- whole shards

  /**
   * Opens the upkeep of a shard, to be done by hand.
   *
   * @param shardId a shard nobody has opened before is created
   * @throws InvalidUsageException if the shard has other codecs
   */
  public ShardUpkeep openUpkeep(ShardId shardId, Codec<?> keys, Codec<?> values) {
    return new ShardUpkeep(shard(shardId, keys, values), open.upkeepByHand(), config.clock());
  }

  /**
   * The shard's upper, linearizable, without a handle. Nothing is created.
   *
   * @throws NoSuchShardException if nobody has created the shard
   */
  public Frontier recentUpper(ShardId shardId) {
    return using(() -> open.inspect(shardId).upper());
  }

  /**
   * What the shard's newest state says. Nothing is created.
   *
   * @throws NoSuchShardException if nobody has created the shard
   */
  public ShardInspection inspectShard(ShardId shardId) {
    return using(() -> Inspections.of(open.inspect(shardId)));
  }

  /**
   * Whether the shard was finalized, and nothing is left of it but that. Nothing is created.
   *
   * @throws NoSuchShardException if nobody has created the shard
   */
  public boolean isFinalized(ShardId shardId) {
    return using(() -> open.inspect(shardId).isFinalized());
  }

  /**
   * Deletes everything in a shard that can never be read or written again (spec §4.7). What remains
   * is one rollup and up to three versions that say so. Its handles are useless afterwards: appends
   * find the upper {@code []}, reads the since {@code []}. May be interrupted and called again.
   *
   * @throws InvalidUsageException if its since or its upper is not empty, or it has other codecs;
   *     nothing happened
   * @throws NoSuchShardException if nobody has created the shard
   */
  public <K, V> void finalizeShard(ShardId shardId, Codec<K> keys, Codec<V> values) {
    using(() -> open.inspect(shardId));
    OpenShard<K, V> shard = shard(shardId, keys, values);
    try {
      open.finish(shard.machine());
    } finally {
      shard.release();
    }
  }

  /** Does what keeps the location open meanwhile. */
  private <R> R using(Supplier<R> work) {
    acquire();
    try {
      return work.get();
    } finally {
      open.release();
    }
  }

  private <K, V> OpenShard<K, V> shard(ShardId shardId, Codec<K> keys, Codec<V> values) {
    return shard(shardId, keys, values, Deadline.none());
  }

  private <K, V> OpenShard<K, V> shard(
      ShardId shardId, Codec<K> keys, Codec<V> values, Deadline deadline) {
    acquire();
    try {
      return open.shard(shardId, keys, values, deadline);
    } catch (RuntimeException e) {
      open.release();
      throw e;
    }
  }

  private void acquire() {
    if (leak.isClosed()) {
      throw new IllegalStateException("the client is closed");
    }
    if (!open.tryAcquire()) {
      throw new IllegalStateException("the client is closed");
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
