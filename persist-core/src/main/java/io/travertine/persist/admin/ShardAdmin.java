package io.travertine.persist.admin;

import io.travertine.persist.AppendResult;
import io.travertine.persist.BackgroundThreads;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.OpaqueCodec;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.ShardInspection;
import io.travertine.persist.ShardUpkeep;
import io.travertine.persist.SinceDowngrade;
import io.travertine.persist.SinceHandle;
import io.travertine.persist.WriteHandle;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.NoSuchShardException;
import io.travertine.persist.error.UnexpectedVersionException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.LeakRule;
import io.travertine.persist.inspect.ProgressListener;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.inspect.StoredSchemas;
import io.travertine.persist.inspect.UncompactedBatch;
import io.travertine.persist.inspect.UnreferencedBlob;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.pubsub.PubSubConnector;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;

/**
 * Upkeep of the shards of one location by hand, whatever their codecs (spec §10.2). Nothing that
 * does not exist is created.
 *
 * <p>A {@linkplain Mode#REHEARSAL rehearsal} has the location open for reading only. In earnest a
 * shard is touched only if the release that wrote it last is the expected one (spec §8.7).
 *
 * <p>Thread-safe. Methods block and honour interruption.
 */
public final class ShardAdmin implements AutoCloseable {

  private static final Diagnostics BY_HAND = new Diagnostics("shard", "admin");

  private final OpenLocation real;

  /** What is worked on; closing it closes nothing. */
  private final OpenLocation location;

  private final PersistConfig config;
  private final BackgroundThreads threads;
  private final Mode mode;
  private final BuildVersion expected;
  private final Tally tally;
  private final ShardInspector inspector;
  private final PersistClient client;

  /**
   * Works on what is open already.
   *
   * @param real closed with this; written to only in earnest
   * @param expected the release that shards must have been written by last
   */
  public ShardAdmin(OpenLocation real, PersistConfig config, Mode mode, BuildVersion expected) {
    if (expected.compareTo(BuildVersion.CURRENT) > 0) {
      throw new IllegalArgumentException(
          "release " + expected + " is newer than this one, " + BuildVersion.CURRENT);
    }
    this.real = real;
    this.config = config;
    this.mode = mode;
    this.expected = expected;
    this.tally = new Tally();
    this.location = tally.of(mode == Mode.COMMIT ? real : rehearsed(real));
    this.threads = BackgroundThreads.start(config);
    this.inspector = new ShardInspector(location, config, threads);
    this.client =
        PersistClient.openAlone(location, quiet(config, mode), BackgroundThreads.start(config));
  }

  /** Others must not hear of commits that are only rehearsed: they would believe them. */
  private static PersistConfig quiet(PersistConfig config, Mode mode) {
    PersistConfig quiet = config.withCompaction(false);
    return mode == Mode.REHEARSAL ? quiet.withPubSub(PubSubConnector.none()) : quiet;
  }

  private static OpenLocation rehearsed(OpenLocation real) {
    return new OpenLocation(
        real.location(), new RehearsalBlob(real.blob()), new RehearsalConsensus(real.consensus()));
  }

  /**
   * Opens a location that exists.
   *
   * @param expected the release that shards must have been written by last
   * @throws io.travertine.persist.error.PersistException if there is none, or it cannot be opened
   */
  public static ShardAdmin open(
      PersistLocation location, PersistConfig config, Mode mode, BuildVersion expected) {
    OpenOptions reading = new OpenOptions(Access.READ_ONLY, config.clock(), config.seed());
    OpenLocation open = Locations.standard().open(location, reading);
    if (mode == Mode.COMMIT) {
      open.close(); // it exists: opening it for writing creates nothing
      OpenOptions writing = new OpenOptions(Access.READ_WRITE, config.clock(), config.seed());
      open = Locations.standard().open(location, writing);
    }
    try {
      return new ShardAdmin(open, config, mode, expected);
    } catch (RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /** The same shards to look at, with what was done, or rehearsed, to them. */
  public ShardInspector inspector() {
    return inspector;
  }

  public Mode mode() {
    return mode;
  }

  /** What was written so far, or would have been. */
  public Effects effects() {
    return tally.effects();
  }

  // ---- on one shard

  /**
   * Merges until reading the present takes one run; a rehearsal only finds out what there is to
   * merge. Every part is fetched once before, to learn the shard's columns; and again if columns
   * come meanwhile.
   *
   * @param keys the key columns as their owner knows them, to be preferred over what parts tell
   * @param values the value columns likewise
   * @param progress is told how many updates were merged; from the beginning if columns came
   * @return what there was to merge at first, and how many merges it took in the end
   * @throws NoSuchShardException if there is none
   * @throws UnexpectedVersionException if another release wrote it
   */
  public CompactionReport forceCompaction(
      ShardId shardId, Schema keys, Schema values, Deadline deadline, ProgressListener progress) {
    ShardInspection shard = check(shardId);
    List<UncompactedBatch> found = inspector.shard(shardId).uncompacted();
    if (mode == Mode.REHEARSAL) {
      return new CompactionReport(found, 0);
    }
    StoredSchemas columns = inspector.shard(shardId).storedSchemas().named(keys, values);
    while (true) {
      try (ShardUpkeep upkeep =
          client.openUpkeep(
              shardId,
              new AdoptedCodec(shard.codecs().key(), columns.key()),
              new AdoptedCodec(shard.codecs().value(), columns.value()))) {
        return new CompactionReport(found, upkeep.compact(deadline, progress::at));
      } catch (FormatTooNewException e) {
        columns =
            moreThan(columns, inspector.shard(shardId).storedSchemas().named(keys, values), e);
      }
    }
  }

  /** Columns that came meanwhile; if there are none, {@code failure} was not for their lack. */
  private static StoredSchemas moreThan(
      StoredSchemas known, StoredSchemas now, FormatTooNewException failure) {
    if (known.key().covers(now.key()) && known.value().covers(now.value())) {
      throw failure;
    }
    return now;
  }

  /**
   * Writes a rollup of the newest version unless there is one, so that garbage before it can go.
   *
   * @return the version it is of
   * @throws NoSuchShardException if there is none
   * @throws UnexpectedVersionException if another release wrote it
   */
  public SeqNo rollUp(ShardId shardId) {
    ShardInspection shard = check(shardId);
    try (ShardUpkeep upkeep = client.openUpkeep(shardId, keys(shard), values(shard))) {
      return upkeep.rollUp();
    }
  }

  /**
   * Collects garbage up to the latest rollup that no reader is behind.
   *
   * @return the earliest version left
   * @throws NoSuchShardException if there is none
   * @throws UnexpectedVersionException if another release wrote it
   */
  public SeqNo forceGc(ShardId shardId) {
    ShardInspection shard = check(shardId);
    try (ShardUpkeep upkeep = client.openUpkeep(shardId, keys(shard), values(shard))) {
      return upkeep.collectGarbage();
    }
  }

  /**
   * Deletes all that a shard holds, for ever. Its since and its upper must be empty, or be forced
   * to be: the upper by an append of nothing, the since by the controller's hold. Holds of other
   * readers cannot be forced; they end by lease or by their owner.
   *
   * @throws NoSuchShardException if there is none
   * @throws UnexpectedVersionException if another release wrote it
   * @throws io.travertine.persist.error.InvalidUsageException if since or upper is not empty; with
   *     forcing, since a reader holds it
   */
  public void finalizeShard(ShardId shardId, boolean forceSince, boolean forceUpper) {
    ShardInspection shard = check(shardId);
    if (shard.finalized()) {
      return;
    }
    if (forceUpper && !shard.upper().isEmpty()) {
      closeForWriting(shardId, shard);
    }
    if (forceSince && !shard.since().isEmpty()) {
      closeForReading(shardId, shard);
    }
    client.finalizeShard(shardId, keys(shard), values(shard));
  }

  private void closeForWriting(ShardId shardId, ShardInspection shard) {
    try (WriteHandle<Object, Object> writer =
        client.openWriter(shardId, keys(shard), values(shard), BY_HAND)) {
      Frontier upper = writer.fetchRecentUpper();
      Frontier never = Frontier.empty(upper.domain());
      while (!upper.isEmpty()) {
        AppendResult result = writer.compareAndAppend(List.of(), upper, never);
        upper = result instanceof AppendResult.UpperMismatch other ? other.actual() : never;
      }
    }
  }

  private void closeForReading(ShardId shardId, ShardInspection shard) {
    OpaqueCodec opaque =
        shard.criticalReaders().stream()
            .filter(reader -> reader.id().equals(PersistClient.CONTROLLER_CRITICAL_SINCE))
            .map(reader -> new OpaqueCodec(reader.opaqueCodec(), 0))
            .findFirst()
            .orElse(OpaqueCodec.U64);
    try (SinceHandle hold =
        client.openCriticalSince(
            shardId,
            PersistClient.CONTROLLER_CRITICAL_SINCE,
            opaque,
            keys(shard),
            values(shard),
            BY_HAND)) {
      Frontier never = Frontier.empty(shard.since().domain());
      long token = hold.opaque();
      SinceDowngrade downgrade = hold.compareAndDowngradeSince(token, token, never);
      while (downgrade instanceof SinceDowngrade.Fenced fenced) {
        token = fenced.actualOpaque();
        downgrade = hold.compareAndDowngradeSince(token, token, never);
      }
    }
  }

  private static Codec<Object> keys(ShardInspection shard) {
    return new AdoptedCodec(shard.codecs().key(), Schema.EMPTY);
  }

  private static Codec<Object> values(ShardInspection shard) {
    return new AdoptedCodec(shard.codecs().value(), Schema.EMPTY);
  }

  /** The shard as it is, if it may be worked on. */
  private ShardInspection check(ShardId shardId) {
    ShardInspection shard = client.inspectShard(shardId);
    if (mode == Mode.COMMIT && !shard.applierVersion().equals(expected)) {
      throw new UnexpectedVersionException(
          "shard "
              + shardId
              + " was last written by release "
              + shard.applierVersion()
              + ", not by the expected "
              + expected
              + ": use that release, or say that this one is meant");
    }
    return shard;
  }

  // ---- on all shards

  /**
   * Makes sure that every object is there that a live state refers to, bringing deleted ones back
   * where the store can. A rehearsal only finds out which are missing.
   *
   * @param atOnce how many to work on at the same time
   */
  public RestoreReport restoreBlobs(int atOnce, ProgressListener progress) {
    return new BlobRestoration(location, inspector, retry(), threads.transfers(), mode)
        .run(atOnce, progress);
  }

  /**
   * Deletes the objects that are surely dead by {@code rule}, of one shard or of all.
   *
   * @return what was, or would be, deleted
   * @throws NoSuchShardException if the one shard does not exist
   * @throws io.travertine.persist.error.FormatTooNewException if a newer release wrote one of them;
   *     nothing was deleted
   */
  public List<UnreferencedBlob> removeLeakedBlobs(
      Optional<ShardId> shardId, LeakRule rule, ProgressListener progress) {
    return new LeakRemoval(location.blob(), inspector, rule, retry()).run(shardId, progress);
  }

  private Retry retry() {
    return new Retry(config.clock(), config.seed());
  }

  @Override
  public void close() {
    try (real;
        client) {
      inspector.close();
    }
  }
}
