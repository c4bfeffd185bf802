package io.travertine.persist;

import io.travertine.persist.data.Codec;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.io.PartFetcher;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MachineContext;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.machine.ShardReader;
import io.travertine.persist.internal.machine.ShardWriter;
import io.travertine.persist.internal.state.AppendPolicy;
import io.travertine.persist.internal.state.CodecNames;
import io.travertine.persist.internal.state.CompactionPolicy;
import io.travertine.persist.internal.state.HandleLabel;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.TimeDomain;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One location as one process has it open: its connections, threads, decoded parts, and what is
 * known of its shards (spec §8.2–8.3). Closes with its last user. Thread-safe.
 */
final class SharedLocation {

  private static final int HEARTBEAT_THREADS = 2;

  private final OpenLocation location;
  private final PersistConfig config;
  private final ExecutorService transfers;
  private final ScheduledThreadPoolExecutor heartbeats;
  private final Retry retry;
  private final PartFetcher fetcher;
  private final PartUploader uploader;
  private final MaintenanceListener maintenance;
  private final Map<ShardId, ShardSlot> shards = new HashMap<>();
  private int users = 1;

  SharedLocation(OpenLocation location, PersistConfig config) {
    this.location = location;
    this.config = config;
    this.transfers =
        Executors.newFixedThreadPool(
            config.reads().transferThreads(), new NamedThreads("transfer"));
    this.heartbeats =
        new ScheduledThreadPoolExecutor(HEARTBEAT_THREADS, new NamedThreads("heartbeat"));
    heartbeats.setRemoveOnCancelPolicy(true);
    this.retry = new Retry(config.clock(), config.seed());
    this.fetcher =
        new PartFetcher(location.blob(), retry, config.reads().partCacheBytes(), transfers);
    this.uploader =
        new PartUploader(location.blob(), retry, config.seed(), BuildVersion.CURRENT, transfers);
    this.maintenance = MaintenanceListener.NONE;
  }

  PersistLocation location() {
    return location.location();
  }

  PartFetcher fetcher() {
    return fetcher;
  }

  PartUploader uploader() {
    return uploader;
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

  /** Counts one user less; the last one's leaving closes everything. */
  void release() {
    synchronized (this) {
      users--;
      if (users > 0) {
        return;
      }
    }
    close();
  }

  private void close() {
    heartbeats.shutdownNow();
    transfers.shutdownNow();
    location.close();
  }

  // ---- shards

  /** The shard, with what this process knows of it already if something is. */
  <K, V> OpenShard<K, V> shard(ShardId shardId, Codec<K> keys, Codec<V> values) {
    CodecNames names =
        new CodecNames(keys.name(), values.name(), TimeDomain.U64.codecName(), "i64");
    String classes = keys.getClass().getName() + ", " + values.getClass().getName();
    Machine machine = machine(shardId, names, classes);
    ShardData data = new ShardData(shardId, keys.schema(), values.schema());
    return new OpenShard<>(this, machine, data, keys, values);
  }

  private Machine machine(ShardId shardId, CodecNames names, String classes) {
    ShardSlot slot;
    synchronized (shards) {
      shards.values().removeIf(ShardSlot::isVacant);
      slot = shards.computeIfAbsent(shardId, absent -> new ShardSlot());
      slot.openers++;
    }
    try {
      return slot.machine(shardId, names, classes);
    } finally {
      synchronized (shards) {
        slot.openers--;
      }
    }
  }

  ShardWriter writer(Machine machine, String purpose) {
    AppendPolicy policy =
        new AppendPolicy(config.writes().inlineTotalBytesMax(), compactionPolicy());
    return new ShardWriter(
        machine,
        config.seed(),
        new HandleLabel(config.hostname(), purpose),
        config.writes().lease(),
        policy,
        heartbeats);
  }

  private CompactionPolicy compactionPolicy() {
    Upkeep upkeep = config.upkeep();
    return new CompactionPolicy(
        upkeep.compactionInputs(),
        upkeep.compactionParts(),
        upkeep.compactionUpdates(),
        CompactionPolicy.DEFAULT.claimMillis());
  }

  ShardReader register(Machine machine, String purpose) {
    return machine.registerReader(purpose, config.reads().lease(), heartbeats);
  }

  private MachineContext context(CodecNames names) {
    Upkeep upkeep = config.upkeep();
    MaintenancePolicy defaults = MaintenancePolicy.DEFAULT;
    MaintenancePolicy policy =
        new MaintenancePolicy(
            upkeep.rollupVersions(),
            defaults.rollupClaimMillis(),
            defaults.gcVersionsMin(),
            defaults.gcVersionsMax(),
            defaults.gcClaimMillis());
    return new MachineContext(
        config.clock(),
        config.seed(),
        config.hostname(),
        BuildVersion.CURRENT,
        names,
        policy,
        maintenance);
  }

  /** A shard's place here. Who comes first opens the shard, while the others wait. */
  private final class ShardSlot {
    private final ReentrantLock opening = new ReentrantLock();
    private WeakReference<@Nullable Machine> machine = new WeakReference<>(null);
    private String classes = "";

    /** How many threads are about to use it; guarded by {@code shards}. */
    private int openers;

    Machine machine(ShardId shardId, CodecNames names, String requestedClasses) {
      try {
        opening.lockInterruptibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancelledException("interrupted while opening " + shardId, e);
      }
      try {
        Machine known = machine.get();
        if (known == null) {
          MachineContext context = context(names);
          known =
              Machine.open(
                  new ShardLog(shardId, location.blob(), location.consensus(), retry), context);
          machine = new WeakReference<>(known);
          classes = requestedClasses;
        }
        check(known.shared().current().codecs(), names, requestedClasses);
        return known;
      } finally {
        opening.unlock();
      }
    }

    private void check(CodecNames actual, CodecNames requested, String requestedClasses) {
      if (!actual.equals(requested)) {
        throw mismatch(requested, Optional.empty(), actual, Optional.empty());
      }
      if (!classes.equals(requestedClasses)) {
        throw mismatch(requested, Optional.of(requestedClasses), actual, Optional.of(classes));
      }
    }

    boolean isVacant() {
      return openers == 0 && machine.get() == null;
    }
  }

  private static InvalidUsageException mismatch(
      CodecNames requested,
      Optional<String> requestedClasses,
      CodecNames actual,
      Optional<String> actualClasses) {
    return new InvalidUsageException(
        new InvalidUsage.CodecMismatch(
            codecs(requested, requestedClasses), codecs(actual, actualClasses)));
  }

  private static InvalidUsage.Codecs codecs(CodecNames names, Optional<String> classes) {
    return new InvalidUsage.Codecs(names.key(), names.value(), names.time(), names.diff(), classes);
  }
}
