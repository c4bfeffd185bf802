package io.travertine.persist.inspect;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.machine.ShardLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up what shards take up (spec §10.3). Thread-safe.
 *
 * <p>Blob is listed before Consensus is read, and nobody stands still in between: see {@link
 * ShardUsageAudit} for what that means.
 */
public final class StorageUsage {

  private static final Logger LOG = LoggerFactory.getLogger(StorageUsage.class);

  private final ShardInspector location;
  private final LeakRule rule;

  StorageUsage(ShardInspector location, LeakRule rule) {
    this.location = location;
    this.rule = rule;
  }

  /**
   * What the live states of a shard refer to; Blob is not listed.
   *
   * @throws io.travertine.persist.error.NoSuchShardException if there is none
   */
  public ReferencedUsage referenced(ShardId shardId) {
    location.shard(shardId);
    long batches = 0;
    long rollups = 0;
    for (Map.Entry<BlobKey, Long> blob :
        LiveReferences.of(location.log(shardId)).bytes().entrySet()) {
      if (blob.getKey() instanceof PartKey) {
        batches += blob.getValue();
      } else {
        rollups += blob.getValue();
      }
    }
    return new ReferencedUsage(batches, rollups);
  }

  /** Audits one shard; one that neither Blob nor Consensus knows takes up nothing. */
  public ShardUsageAudit audit(ShardId shardId) {
    Map<BlobKey, Long> blobs = BlobListing.of(location.blob(), shardId, location.retry());
    return audit(shardId, blobs, location.committedBlobs());
  }

  /** Audits all shards that have blobs. */
  public LocationUsage auditAll(ProgressListener progress) {
    BlobListing listing = BlobListing.of(location.blob(), "", location.retry());
    Set<String> committed = location.committedBlobs();
    List<LocationUsage.OfShard> shards =
        new ArrayList<>(
            Parallel.map(
                location.transfers(),
                ShardInspector.SHARDS_AT_ONCE,
                List.copyOf(listing.byShard().entrySet()),
                entry ->
                    new LocationUsage.OfShard(
                        entry.getKey(), audit(entry.getKey(), entry.getValue(), committed)),
                progress));
    shards.sort(
        Comparator.comparingLong((LocationUsage.OfShard shard) -> shard.audit().totalBytes())
            .reversed()
            .thenComparing(LocationUsage.OfShard::shardId, ShardInspector.BY_NAME));
    return new LocationUsage(shards, listing.strangeBytes());
  }

  private ShardUsageAudit audit(ShardId shardId, Map<BlobKey, Long> blobs, Set<String> committed) {
    if (blobs.isEmpty()) {
      return ShardUsageAudit.NONE;
    }
    ShardLog log = location.log(shardId);
    Optional<LiveReferences> references =
        location.exists(shardId) ? Optional.of(LiveReferences.of(log)) : Optional.empty();
    if (references.isEmpty()) {
      LOG.error("{}: blobs of a shard that consensus does not know", shardId);
    }
    return ShardUsageAudit.of(
        blobs,
        references,
        key ->
            !committed.contains(key.full(shardId))
                && rule.isDead(
                    key, LeakRule.ageMillis(location.blob(), key.full(shardId), location.clock())));
  }
}
