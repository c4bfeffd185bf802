package io.travertine.persist.inspect;

import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.PartKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where the bytes are that a shard takes up in Blob, as a funnel (spec §10.3): the total is leaked
 * or not; what is not leaked is referenced by some live state, or not (any more, or not yet); what
 * is referenced is so by the current state, or only by older ones; what the current state refers to
 * are batches or rollups. Updates that travel inside the state take up nothing here.
 *
 * <p>Every blob that Blob listed is counted once, with its size there, in the first of these
 * classes that it belongs to. So the parts add up to the total whatever happened between the
 * listing and the reading of the states, and no sums need to be corrected: what was written
 * meanwhile is not counted yet, and what was collected meanwhile is no longer referenced.
 */
public record ShardUsageAudit(
    long currentStateBatchesBytes,
    long currentStateRollupsBytes,
    long referencedNotCurrentStateBytes,
    long notLeakedNotReferencedBytes,
    long leakedBytes) {

  /** Nothing at all. */
  static final ShardUsageAudit NONE = new ShardUsageAudit(0, 0, 0, 0, 0);

  public ShardUsageAudit {
    if (currentStateBatchesBytes < 0
        || currentStateRollupsBytes < 0
        || referencedNotCurrentStateBytes < 0
        || notLeakedNotReferencedBytes < 0
        || leakedBytes < 0) {
      throw new IllegalArgumentException("less than nothing");
    }
  }

  /**
   * Counts the blobs of a shard.
   *
   * @param blobs listed, with their sizes
   * @param references read after the listing; nothing if the shard does not exist
   * @param isDead asked of what no live state refers to
   */
  static ShardUsageAudit of(
      Map<BlobKey, Long> blobs, Optional<LiveReferences> references, Predicate<BlobKey> isDead) {
    long batches = 0;
    long rollups = 0;
    long older = 0;
    long unreferenced = 0;
    long leaked = 0;
    long total = 0;
    for (Map.Entry<BlobKey, Long> blob : blobs.entrySet()) {
      long bytes = blob.getValue();
      BlobKey key = blob.getKey();
      total += bytes;
      if (references.isEmpty()) {
        leaked += bytes;
      } else if (references.get().current().contains(key)) {
        if (key instanceof PartKey) {
          batches += bytes;
        } else {
          rollups += bytes;
        }
      } else if (references.get().bytes().containsKey(key)) {
        older += bytes;
      } else if (isDead.test(key)) {
        leaked += bytes;
      } else {
        unreferenced += bytes;
      }
    }
    ShardUsageAudit audit = new ShardUsageAudit(batches, rollups, older, unreferenced, leaked);
    if (audit.totalBytes() != total) {
      throw new IllegalStateException(
          audit + " adds up to " + audit.totalBytes() + ", not " + total);
    }
    return audit;
  }

  /** Batches and rollups of the current state. */
  public long currentStateBytes() {
    return currentStateBatchesBytes + currentStateRollupsBytes;
  }

  /** What some live state refers to. */
  public long referencedBytes() {
    return currentStateBytes() + referencedNotCurrentStateBytes;
  }

  public long notLeakedBytes() {
    return referencedBytes() + notLeakedNotReferencedBytes;
  }

  /** All that the shard has in Blob. */
  public long totalBytes() {
    return notLeakedBytes() + leakedBytes;
  }

  /** As JSON, with every level of the funnel. */
  public Json.Fields json() {
    return Json.object()
        .put("total_bytes", totalBytes())
        .put("leaked_bytes", leakedBytes)
        .put("not_leaked_bytes", notLeakedBytes())
        .put("not_leaked_not_referenced_bytes", notLeakedNotReferencedBytes)
        .put("referenced_bytes", referencedBytes())
        .put("referenced_not_current_state_bytes", referencedNotCurrentStateBytes)
        .put("current_state_bytes", currentStateBytes())
        .put("current_state_batches_bytes", currentStateBatchesBytes)
        .put("current_state_rollups_bytes", currentStateRollupsBytes)
        .build();
  }
}
