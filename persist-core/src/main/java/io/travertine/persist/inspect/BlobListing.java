package io.travertine.persist.inspect;

import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.ShardBlob;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Deadline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What Blob has, by shard.
 *
 * @param byShard the blobs of each shard with their sizes in bytes
 * @param strange those whose names are not ours, with their sizes in bytes
 */
record BlobListing(Map<ShardId, Map<BlobKey, Long>> byShard, Map<String, Long> strange) {

  /** Lists all blobs whose names begin with {@code prefix}; over again when that fails. */
  static BlobListing of(Blob blob, String prefix, Retry retry) {
    return retry.retryExternal("list of blobs", Deadline.none(), () -> list(blob, prefix));
  }

  /** Lists the blobs of one shard. */
  static Map<BlobKey, Long> of(Blob blob, ShardId shardId, Retry retry) {
    return of(blob, shardId + "/", retry).byShard().getOrDefault(shardId, Map.of());
  }

  private static BlobListing list(Blob blob, String prefix) {
    Map<ShardId, Map<BlobKey, Long>> byShard = new TreeMap<>(ShardInspector.BY_NAME);
    Map<String, Long> strange = new TreeMap<>();
    blob.listKeysAndMetadata(
        prefix,
        (name, bytes) -> {
          Optional<ShardBlob> ours = ShardBlob.parse(name);
          if (ours.isPresent()) {
            byShard
                .computeIfAbsent(ours.get().shard(), absent -> new HashMap<>())
                .put(ours.get().key(), bytes);
          } else {
            strange.put(name, bytes);
          }
        });
    return new BlobListing(byShard, strange);
  }

  long strangeBytes() {
    return strange.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The blobs of {@code shard}, by name. */
  static List<Map.Entry<BlobKey, Long>> sorted(Map<BlobKey, Long> blobs) {
    List<Map.Entry<BlobKey, Long>> entries = new ArrayList<>(blobs.entrySet());
    entries.sort(Comparator.comparing((Map.Entry<BlobKey, Long> e) -> e.getKey().partial()));
    return entries;
  }
}
