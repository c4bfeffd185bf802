package io.travertine.persist;

import io.micrometer.core.instrument.Gauge;
import io.travertine.persist.data.Codec;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.io.FetchLimits;
import io.travertine.persist.internal.io.PartFetcher;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MachineContext;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.machine.ShardReader;
import io.travertine.persist.internal.machine.ShardWriter;
import io.travertine.persist.internal.maintenance.CompactionLimits;
import io.travertine.persist.internal.maintenance.Compactor;
import io.travertine.persist.internal.maintenance.Finalizer;
import io.travertine.persist.internal.maintenance.GarbageCollector;
import io.travertine.persist.internal.maintenance.MaintenanceWorker;
import io.travertine.persist.internal.maintenance.RollupWriter;
import io.travertine.persist.internal.maintenance.UpkeepByHand;
import io.travertine.persist.internal.metrics.MachineMetrics;
import io.travertine.persist.internal.metrics.MeteredThreads;
import io.travertine.persist.internal.metrics.Metric;
import io.travertine.persist.internal.metrics.Metrics;
import io.travertine.persist.internal.metrics.ReadMetrics;
import io.travertine.persist.internal.metrics.StoreMetrics;
import io.travertine.persist.internal.state.AppendPolicy;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.CompactionPolicy;
import io.travertine.persist.internal.state.HandleLabel;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.MeteredBlob;
import io.travertine.persist.location.decorators.MeteredConsensus;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.pubsub.PubSub;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.TimeDomain;
import java.util.Optional;

/**
 * One location as one process has it open: its connections, threads, decoded parts, and what is
 * known of its shards (spec §8.2). Closes with its last user. Thread-safe.
 */
final class SharedLocation {

  /** A compaction cannot do with less memory than for this many parts. */
  private static final long PARTS_IN_MEMORY_MIN = 4;

  /** What so many commits of the largest size wrote may be merged without a blob. */
  private static final int INLINE_COMMITS_MERGED = 4;

  /** So many merged runs find room inside the state. */
  private static final int INLINE_RUNS = 64;

  /** Audits may fetch this many parts before anything else was fetched. */
  private static final long PARTS_AUDITED_AHEAD = 2;

  private static final String DIFF_CODEC = "i64";

  private final OpenLocation location;
  private final PersistConfig config;
  private final BackgroundThreads threads;
  private final Retry retry;
  private final PartFetcher fetcher;
  private final PartUploader uploader;
  private final MaintenanceWorker maintenance;
  private final Finalizer finalizer;
  private final UpkeepByHand byHand;
  private final ShardSlots shards;
  private final PubSub pubSub;
  private final MachineMetrics machineMetrics;
  private final Runnable whenRemoved;
  private final Runnable whenClosed;
  private int users = 1;

  /**
   * @param opened closed with it
   * @param threads closed with it
   * @param whenClosed called once everything is closed
   */
  SharedLocation(
      OpenLocation opened, PersistConfig config, BackgroundThreads threads, Runnable whenClosed) {
    Metrics metrics = new Metrics(config.metrics());
    this.whenClosed = whenClosed;
    this.location = metered(opened, config.clock(), new StoreMetrics(metrics));
    this.config = config;
    this.threads = threads;
    this.shards =
        new ShardSlots(
            config.clock(),
            machine -> new ShardGauges(metrics, place(opened), machine.shared())::remove);
    this.machineMetrics = new MachineMetrics(metrics);
    this.retry = new Retry(config.clock(), config.seed()).tellingOf(machineMetrics.retries());
    this.fetcher =
        new PartFetcher(
            location.blob(),
            retry,
            config.clock(),
            fetchLimits(config),
            threads.transfers(),
            new ReadMetrics(metrics));
    Gauge cacheBytes =
        metrics.gauge(Metric.READ_CACHE_BYTES, fetcher, PartFetcher::cachedBytes, place(opened));
    this.whenRemoved = () -> metrics.remove(cacheBytes);
    this.uploader =
        new PartUploader(
            location.blob(),
            retry,
            config.seed(),
            BuildVersion.CURRENT,
            threads.transfers(),
            config.writes().statistics().policy());
    RollupWriter rollups = new RollupWriter(config.seed());
    GarbageCollector garbage = new GarbageCollector(uploader);
    this.finalizer = new Finalizer(rollups, garbage);
    CompactionLimits limits = compactionLimits();
    Compactor compactor = new Compactor(fetcher, uploader, limits);
    // Who asks for it wants files that other programs can read.
    Compactor intoBlobs = new Compactor(fetcher, uploader, limits.withoutInline());
    this.byHand = new UpkeepByHand(rollups, garbage, intoBlobs);
    this.maintenance =
        new MaintenanceWorker(
            rollups,
            garbage,
            compactor,
            config.upkeep().compacts(),
            new MeteredThreads(threads.metadata(), "metadata", config.clock(), metrics),
            new MeteredThreads(threads.compactions(), "compaction", config.clock(), metrics),
            threads.heartbeats(),
            config.clock(),
            config.seed());
    this.pubSub =
        access() == Access.READ_ONLY
            ? PubSub.NONE
            : config.pubSub().connect(location.location(), config.clock(), config.seed());
  }

  /** What tells it from others in this process: a location can be open twice. */
  private static String place(OpenLocation opened) {
    return opened.consensus().access() == Access.READ_ONLY
        ? opened.location() + " (read only)"
        : opened.location().toString();
  }

  private static OpenLocation metered(OpenLocation opened, Clock clock, StoreMetrics metrics) {
    return new OpenLocation(
        opened.location(),
        new MeteredBlob(opened.blob(), clock, metrics),
        new MeteredConsensus(opened.consensus(), clock, metrics));
  }

  private static FetchLimits fetchLimits(PersistConfig config) {
    ReadLimits reads = config.reads();
    return new FetchLimits(
        reads.partCacheBytes(),
        reads.prefetchBytes(),
        reads.consolidationBytes(),
        reads.auditPercent(),
        PARTS_AUDITED_AHEAD * config.writes().partBytesTarget());
  }

  private CompactionLimits compactionLimits() {
    long parts = PARTS_IN_MEMORY_MIN * config.writes().partBytesTarget();
    return new CompactionLimits(
        Math.max(config.upkeep().compactionMemoryBytes(), parts),
        config.writes().partBytesTarget(),
        config.writes().outstandingParts(),
        compactedInlineBytesMax(config.writes()));
  }

  /**
   * What several small commits wrote stays inside the state when it is merged, which then takes no
   * blob; but never so much that the next ones would find no room there.
   */
  private static int compactedInlineBytesMax(WriteLimits writes) {
    long several = INLINE_COMMITS_MERGED * (long) writes.inlineBytesMax();
    return (int) Math.min(several, writes.inlineTotalBytesMax() / INLINE_RUNS);
  }

  PersistLocation location() {
    return location.location();
  }

  BackgroundThreads threads() {
    return threads;
  }

  Access access() {
    return location.consensus().access();
  }

  PartFetcher fetcher() {
    return fetcher;
  }

  PartUploader uploader() {
    return uploader;
  }

  UpkeepByHand upkeepByHand() {
    return byHand;
  }

  // ---- users

  /** Counts another user, unless the last has gone already. */
  synchronized boolean tryAcquire() {
    if (users > 0) {
      users++;
      return true;
    }
    return false;
  }

  synchronized boolean isClosed() {
    return users == 0;
  }

  /** Counts one user less; the last one's leaving closes everything. */
  void release() {
    synchronized (this) {
      users--;
      if (users > 0) {
        return;
      }
    }
    maintenance.close();
    try (location;
        pubSub) {
      threads.close(config.clock());
    } finally {
      shards.leaveAll();
      whenRemoved.run();
      whenClosed.run();
    }
  }

  // ---- shards

  /** The shard, with what this process knows of it already if something is. */
  <K, V> OpenShard<K, V> shard(ShardId shardId, Codec<K> keys, Codec<V> values) {
    return shard(shardId, keys, values, Deadline.none());
  }

  /** The same, until {@code deadline}. */
  <K, V> OpenShard<K, V> shard(ShardId shardId, Codec<K> keys, Codec<V> values, Deadline deadline) {
    ShardData data = new ShardData(shardId, keys.schema(), values.schema());
    CodecNames names =
        new CodecNames(keys.name(), values.name(), TimeDomain.U64.codecName(), DIFF_CODEC);
    String classes = keys.getClass().getName() + ", " + values.getClass().getName();
    Machine machine =
        shards.machine(
            shardId,
            names,
            classes,
            () -> open(shardId, names, maintenance.on(data), deadline),
            deadline);
    machine.tellColumns(keys.schema(), values.schema());
    return new OpenShard<>(this, machine, data, keys, values);
  }

  /**
   * The newest state of a shard, which is not created: one read of Consensus if this process has it
   * open.
   *
   * @throws NoSuchShardException if nobody has created it
   */
  State inspect(ShardId shardId) {
    return inspect(shardId, Deadline.none());
  }

  private State inspect(ShardId shardId, Deadline deadline) {
    Optional<Machine> machine = shards.find(shardId);
    return machine.isPresent()
        ? machine.get().refresh(deadline)
        : log(shardId).until(deadline).find().orElseThrow(() -> new NoSuchShardException(shardId));
  }

  /** Finalizes a shard whose since and upper are empty. */
  void finish(Machine machine) {
    finalizer.finish(machine);
  }

  private ShardLog log(ShardId shardId) {
    return new ShardLog(shardId, location.blob(), location.consensus(), retry);
  }

  private Machine open(
      ShardId shardId, CodecNames names, MaintenanceListener listener, Deadline deadline) {
    MachineContext context =
        new MachineContext(
            config.clock(),
            config.seed(),
            config.hostname(),
            BuildVersion.CURRENT,
            names,
            maintenancePolicy(),
            listener,
            pubSub,
            machineMetrics);
    return Machine.open(log(shardId), context, deadline);
  }

  /**
   * What appends to a shard whose codecs nobody has told: with the machine that some handle uses,
   * or one of its own, which leaves all upkeep to others.
   *
   * @throws NoSuchShardException if nobody has created the shard
   */
  StagedAppender appender(
      ShardId shardId, WriteLimits limits, Diagnostics diagnostics, Deadline deadline) {
    Optional<Machine> shared = shards.find(shardId);
    Machine machine =
        shared.orElseGet(
            () ->
                open(
                    shardId,
                    inspect(shardId, deadline).codecs(),
                    MaintenanceListener.NONE,
                    deadline));
    CompactionPolicy compaction =
        shared.isPresent() ? compactionPolicy() : CompactionPolicy.NOTHING;
    return new StagedAppender(
        this,
        machine,
        Optional.empty(),
        writer(machine, diagnostics.handlePurpose(), compaction),
        limits,
        shared.isPresent() ? () -> {} : machine.subscription()::close,
        diagnostics);
  }

  private MaintenancePolicy maintenancePolicy() {
    MaintenancePolicy defaults = MaintenancePolicy.DEFAULT;
    return new MaintenancePolicy(
        config.upkeep().rollupVersions(),
        defaults.rollupClaimMillis(),
        config.upkeep().gcVersions(),
        defaults.gcVersionsMax(),
        config.upkeep().gcClaim().toMillis());
  }

  ShardWriter writer(Machine machine, String purpose) {
    return writer(machine, purpose, compactionPolicy());
  }

  private ShardWriter writer(Machine machine, String purpose, CompactionPolicy compaction) {
    AppendPolicy policy = new AppendPolicy(config.writes().inlineTotalBytesMax(), compaction);
    return new ShardWriter(
        machine,
        config.seed(),
        new HandleLabel(config.hostname(), purpose),
        config.writes().lease(),
        policy,
        threads.heartbeats());
  }

  private CompactionPolicy compactionPolicy() {
    Upkeep upkeep = config.upkeep();
    if (!upkeep.compacts()) {
      return CompactionPolicy.NOTHING;
    }
    return new CompactionPolicy(
        upkeep.compactionInputs(),
        upkeep.compactionParts(),
        upkeep.compactionUpdates(),
        CompactionPolicy.DEFAULT.claimMillis());
  }

  ShardReader register(Machine machine, String purpose) {
    return machine.registerReader(purpose, config.reads().lease(), threads.heartbeats());
  }
}
