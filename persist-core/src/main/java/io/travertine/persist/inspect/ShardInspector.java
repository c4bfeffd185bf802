package io.travertine.persist.inspect;

import io.travertine.persist.BackgroundThreads;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.data.Codec;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.state.Rollup;
import io.travertine.persist.internal.state.TransmittedBatch;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.TimeDomain;
import io.travertine.persist.txn.Txns;
import io.travertine.persist.txn.TxnsContents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;

/**
 * Looks at the shards of a location from outside, whatever their codecs (spec §10.1). Nothing is
 * created, and nobody is registered, so nothing is held back either: what is looked at may be
 * collected meanwhile, and is then looked for again.
 *
 * <p>Thread-safe. Methods block, honour interruption, and retry what a flaky store refuses.
 */
public final class ShardInspector implements AutoCloseable {

  /** The order in which shards are shown. */
  static final Comparator<ShardId> BY_NAME = Comparator.comparing(ShardId::toString);

  /** So many shards are looked at at the same time. */
  static final int SHARDS_AT_ONCE = 8;

  private final OpenLocation location;
  private final Clock clock;
  private final Retry retry;
  private final BackgroundThreads threads;

  /**
   * Looks at what is open already.
   *
   * @param location closed with this
   * @param threads closed with this
   */
  public ShardInspector(OpenLocation location, PersistConfig config, BackgroundThreads threads) {
    this.location = location;
    this.clock = config.clock();
    this.retry = new Retry(config.clock(), config.seed());
    this.threads = threads;
  }

  /**
   * Opens a location for reading only.
   *
   * @throws io.travertine.persist.error.PersistException if there is none, or it cannot be read
   */
  public static ShardInspector open(PersistLocation location, PersistConfig config) {
    OpenOptions options = new OpenOptions(Access.READ_ONLY, config.clock(), config.seed());
    return new ShardInspector(
        Locations.standard().open(location, options), config, BackgroundThreads.start(config));
  }

  public PersistLocation location() {
    return location.location();
  }

  Blob blob() {
    return location.blob();
  }

  Clock clock() {
    return clock;
  }

  Retry retry() {
    return retry;
  }

  ExecutorService transfers() {
    return threads.transfers();
  }

  ShardLog log(ShardId shardId) {
    return new ShardLog(shardId, location.blob(), location.consensus(), retry);
  }

  boolean exists(ShardId shardId) {
    Consensus consensus = location.consensus();
    return retry
        .retryExternal(
            "read of " + shardId, Deadline.none(), () -> consensus.head(shardId.toString()))
        .isPresent();
  }

  // ---- looking

  /** All shards that Consensus knows, by name. */
  public List<ShardId> shards() {
    List<String> keys =
        retry.retryExternal("list of shards", Deadline.none(), location.consensus()::listKeys);
    return keys.stream().map(ShardId::parse).sorted(BY_NAME).toList();
  }

  /**
   * One shard.
   *
   * @throws NoSuchShardException if there is none
   */
  public InspectedShard shard(ShardId shardId) {
    if (!exists(shardId)) {
      throw new NoSuchShardException(shardId);
    }
    return new InspectedShard(this, shardId);
  }

  /**
   * Summaries of all shards, by name.
   *
   * @param unreadable told of those that are damaged, which are left out; on other threads
   */
  public List<ShardSummary> summaries(
      ProgressListener progress, BiConsumer<ShardId, PersistException> unreadable) {
    return Parallel.map(
            threads.transfers(), SHARDS_AT_ONCE, shards(), id -> summary(id, unreadable), progress)
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<ShardSummary> summary(
      ShardId shardId, BiConsumer<ShardId, PersistException> unreadable) {
    try {
      return Optional.of(shard(shardId).summary());
    } catch (BlobMissingException | CorruptException | FormatTooNewException damaged) {
      unreadable.accept(shardId, damaged);
      return Optional.empty();
    }
  }

  /** What the shards take up, by {@code rule}. */
  public StorageUsage usage(LeakRule rule) {
    return new StorageUsage(this, rule);
  }

  /** The blobs of shards that Consensus does not know, by name: of a creation that never was. */
  public List<UnreferencedBlob> orphanedBlobs(LeakRule rule) {
    List<UnreferencedBlob> orphans = new ArrayList<>();
    BlobListing.of(location.blob(), "", retry)
        .byShard()
        .forEach(
            (shardId, blobs) -> {
              if (!exists(shardId)) {
                BlobListing.sorted(blobs)
                    .forEach(
                        each ->
                            orphans.add(
                                unreferenced(shardId, each.getKey(), each.getValue(), rule)));
              }
            });
    return orphans;
  }

  /**
   * The names of the blobs of committed transactions that need not be part of their shards yet. To
   * be asked before the states of the shards are read: a batch is part of its shard before it is
   * gone from here.
   */
  Set<String> committedBlobs() {
    return transactions().blobs();
  }

  /** What was committed to a shard, whether the shard has it or not; to be asked before, too. */
  List<HollowBatch> committedTo(ShardId shardId) {
    return transactions().batches().stream()
        .filter(batch -> batch.shardId().equals(shardId))
        .map(batch -> TransmittedBatch.decode(batch.toBytes(), TimeDomain.U64).batch())
        .toList();
  }

  private TxnsContents transactions() {
    return exists(Txns.SHARD)
        ? TxnsContents.of(shard(Txns.SHARD).history(Codec.string(), Codec.bytes()))
        : new TxnsContents(Set.of(), List.of());
  }

  UnreferencedBlob unreferenced(ShardId shardId, BlobKey key, long bytes, LeakRule rule) {
    String name = key.full(shardId);
    OptionalLong age = LeakRule.ageMillis(location.blob(), name, clock);
    return UnreferencedBlob.of(key, name, bytes, age, rule);
  }

  /** How many entries the logs and how many objects Blob has; fetches all entries. */
  public Footprint footprint() {
    List<ShardId> shards = shards();
    long versions = 0;
    for (ShardId shard : shards) {
      versions +=
          retry
              .retryExternal(
                  "scan of " + shard,
                  Deadline.none(),
                  () -> location.consensus().scan(shard.toString(), SeqNo.ZERO, Integer.MAX_VALUE))
              .size();
    }
    LongSummaryStatistics objects =
        retry.retryExternal("list of blobs", Deadline.none(), this::objectBytes);
    return new Footprint(shards.size(), versions, objects.getCount(), objects.getSum());
  }

  private LongSummaryStatistics objectBytes() {
    LongSummaryStatistics bytes = new LongSummaryStatistics();
    location.blob().listKeysAndMetadata("", (name, size) -> bytes.accept(size));
    return bytes;
  }

  // ---- looking at Blob alone

  /** How many blobs each shard has, by name; Consensus is not asked. */
  public BlobCounts blobCounts() {
    BlobListing listing = BlobListing.of(location.blob(), "", retry);
    List<BlobCounts.OfShard> shards = new ArrayList<>();
    listing.byShard().forEach((shardId, blobs) -> shards.add(BlobCounts.count(shardId, blobs)));
    return new BlobCounts(shards, List.copyOf(listing.strange().keySet()));
  }

  /** The shape of each shard by its newest rollup, by name; Consensus is not asked. */
  public List<ShardStatistics> statistics(ProgressListener progress) {
    BlobListing listing = BlobListing.of(location.blob(), "", retry);
    return Parallel.map(
            threads.transfers(),
            SHARDS_AT_ONCE,
            List.copyOf(listing.byShard().entrySet()),
            entry -> newestRollup(entry.getKey(), entry.getValue()),
            progress)
        .stream()
        .flatMap(Optional::stream)
        .map(rollup -> ShardStatistics.of(rollup.state()))
        .toList();
  }

  private Optional<Rollup> newestRollup(ShardId shardId, Map<BlobKey, Long> blobs) {
    return blobs.keySet().stream()
        .filter(key -> !(key instanceof PartKey))
        .map(RollupKey.class::cast)
        .sorted(Comparator.comparing(RollupKey::seqNo).reversed())
        .flatMap(key -> log(shardId).read(key).stream())
        .findFirst()
        .map(Rollup::decode);
  }

  @Override
  public void close() {
    try (location) {
      threads.close(clock);
    }
  }
}
