package io.travertine.persist;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.travertine.persist.id.Seed;
import io.travertine.persist.pubsub.PubSubConnector;
import io.travertine.persist.time.Clock;
import java.time.Duration;

/**
 * What a client takes from outside: time, randomness, its name, and limits. Immutable; start from
 * {@link #defaults} and change with the withers.
 *
 * @param hostname who we are, in the shards' states
 * @param pubSub how clients tell each other of commits
 * @param metrics where measurements are recorded
 */
public record PersistConfig(
    Clock clock,
    Seed seed,
    String hostname,
    WriteLimits writes,
    ReadLimits reads,
    Upkeep upkeep,
    PubSubConnector pubSub,
    MeterRegistry metrics) {

  /** The machine's clock, unpredictable ids, and the documented limits. */
  public static PersistConfig defaults() {
    String hostname = System.getenv().getOrDefault("HOSTNAME", "localhost");
    return new PersistConfig(
        Clock.system(),
        Seed.secure(),
        hostname,
        WriteLimits.DEFAULTS,
        ReadLimits.DEFAULTS,
        Upkeep.DEFAULTS,
        PubSubConnector.automatic(),
        Metrics.globalRegistry);
  }

  public PersistConfig withClock(Clock other) {
    return new PersistConfig(other, seed, hostname, writes, reads, upkeep, pubSub, metrics);
  }

  public PersistConfig withSeed(Seed other) {
    return new PersistConfig(clock, other, hostname, writes, reads, upkeep, pubSub, metrics);
  }

  public PersistConfig withHostname(String other) {
    return new PersistConfig(clock, seed, other, writes, reads, upkeep, pubSub, metrics);
  }

  public PersistConfig withWrites(WriteLimits other) {
    return new PersistConfig(clock, seed, hostname, other, reads, upkeep, pubSub, metrics);
  }

  public PersistConfig withReads(ReadLimits other) {
    return new PersistConfig(clock, seed, hostname, writes, other, upkeep, pubSub, metrics);
  }

  public PersistConfig withUpkeep(Upkeep other) {
    return new PersistConfig(clock, seed, hostname, writes, reads, other, pubSub, metrics);
  }

  /** How clients of one location tell each other of commits; nothing but speed depends on it. */
  public PersistConfig withPubSub(PubSubConnector other) {
    return new PersistConfig(clock, seed, hostname, writes, reads, upkeep, other, metrics);
  }

  /**
   * Where to record what {@code docs/metrics.md} lists. By default Micrometer's global registry,
   * which costs next to nothing until a program adds one to it.
   */
  public PersistConfig withMetrics(MeterRegistry other) {
    return new PersistConfig(clock, seed, hostname, writes, reads, upkeep, pubSub, other);
  }

  /** Parts of this many bytes, this many uploads at once per builder. */
  public PersistConfig withParts(long bytesTarget, int outstanding) {
    return withWrites(
        new WriteLimits(
            bytesTarget,
            outstanding,
            writes.inlineBytesMax(),
            writes.inlineTotalBytesMax(),
            writes.lease(),
            writes.statistics()));
  }

  /** Parts smaller than {@code bytesMax} travel inside the state, up to {@code totalBytesMax}. */
  public PersistConfig withInline(int bytesMax, long totalBytesMax) {
    return withWrites(
        new WriteLimits(
            writes.partBytesTarget(),
            writes.outstandingParts(),
            bytesMax,
            totalBytesMax,
            writes.lease(),
            writes.statistics()));
  }

  /** What is kept of the statistics of a part. */
  public PersistConfig withStatistics(StatisticsLimits statistics) {
    return withWrites(
        new WriteLimits(
            writes.partBytesTarget(),
            writes.outstandingParts(),
            writes.inlineBytesMax(),
            writes.inlineTotalBytesMax(),
            writes.lease(),
            statistics));
  }

  /** A reader silent for {@code lease} is forgotten. */
  public PersistConfig withReaderLease(Duration lease) {
    return withReads(reads.withLease(lease));
  }

  /** Whether this process compacts what it writes. */
  public PersistConfig withCompaction(boolean compacts) {
    return withUpkeep(
        new Upkeep(
            compacts,
            upkeep.rollupVersions(),
            upkeep.gcVersions(),
            upkeep.gcClaim(),
            upkeep.compactionInputs(),
            upkeep.compactionParts(),
            upkeep.compactionUpdates(),
            upkeep.compactionMemoryBytes(),
            upkeep.queuedTasks()));
  }

  /** Memory that one compaction may use, in bytes. */
  public PersistConfig withCompactionMemory(long bytes) {
    return withUpkeep(
        new Upkeep(
            upkeep.compacts(),
            upkeep.rollupVersions(),
            upkeep.gcVersions(),
            upkeep.gcClaim(),
            upkeep.compactionInputs(),
            upkeep.compactionParts(),
            upkeep.compactionUpdates(),
            bytes,
            upkeep.queuedTasks()));
  }

  /** Versions of the state between two rollups. */
  public PersistConfig withRollupVersions(int versions) {
    return withUpkeep(
        new Upkeep(
            upkeep.compacts(),
            versions,
            upkeep.gcVersions(),
            upkeep.gcClaim(),
            upkeep.compactionInputs(),
            upkeep.compactionParts(),
            upkeep.compactionUpdates(),
            upkeep.compactionMemoryBytes(),
            upkeep.queuedTasks()));
  }
}
