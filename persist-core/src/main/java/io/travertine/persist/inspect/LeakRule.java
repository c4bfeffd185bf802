package io.travertine.persist.inspect;

import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.internal.batch.BlobKey;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.location.Blob;
import io.travertine.persist.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * When a blob that no live state refers to is surely dead: nobody will link it any more.
 *
 * <p>Blobs are written before the state that refers to them, so every part and every rollup is
 * unreferenced for a while, and nothing in Blob tells a batch that is still being built from one
 * whose writer was killed. Upstream judges by the release in the key (spec §6.1): old releases
 * cannot link any more. Ours may, as long as they understand the format, and leaks of the present
 * release are to be found as well. So it is the age that decides, by the store's clock: a blob must
 * have lain there for longer than any batch is on its way, a day unless told otherwise, thousands
 * of times what an append takes. Where the store does not know ages nothing is dead; nor is what a
 * newer release than this program wrote, whatever its age.
 *
 * @param grace how old a blob must be
 */
public record LeakRule(Duration grace) {

  /** Less would be a gamble with appends under way. */
  public static final Duration GRACE_LEAST = Duration.ofHours(1);

  /** A day. */
  public static final LeakRule DEFAULT = new LeakRule(Duration.ofDays(1));

  public LeakRule {
    if (grace.compareTo(GRACE_LEAST) < 0) {
      throw new IllegalArgumentException(
          "a blob may be on its way for " + GRACE_LEAST + ": " + grace + " is too short");
    }
  }

  /** How long ago a blob was written, in milliseconds, if the store knows; never negative. */
  static OptionalLong ageMillis(Blob blob, String name, Clock clock) {
    OptionalLong written = blob.lastSetMillis(name);
    return written.isPresent()
        ? OptionalLong.of(Math.max(0, clock.epochMillis() - written.getAsLong()))
        : OptionalLong.empty();
  }

  /** Whether an unreferenced blob is dead. */
  boolean isDead(BlobKey key, OptionalLong ageMillis) {
    boolean newer =
        key instanceof PartKey part && part.writer().version().compareTo(BuildVersion.CURRENT) > 0;
    return !newer && ageMillis.isPresent() && ageMillis.getAsLong() > grace.toMillis();
  }
}
