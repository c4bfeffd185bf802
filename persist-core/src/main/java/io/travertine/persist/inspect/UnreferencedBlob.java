package io.travertine.persist.inspect;

import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.RollupKey;
import java.util.OptionalLong;

/**
 * A blob that no live state of its shard refers to.
 *
 * @param name its whole name in Blob
 * @param isRollup whether it is a rollup, else a part
 * @param ageMillis since it was written, if the store knows
 * @param isLeaked whether it is surely dead, or else maybe just on its way (see {@link LeakRule})
 */
public record UnreferencedBlob(
    String name, boolean isRollup, long bytes, OptionalLong ageMillis, boolean isLeaked) {

  static UnreferencedBlob of(
      BlobKey key, String name, long bytes, OptionalLong ageMillis, LeakRule rule) {
    return new UnreferencedBlob(
        name, key instanceof RollupKey, bytes, ageMillis, rule.isDead(key, ageMillis));
  }
}
