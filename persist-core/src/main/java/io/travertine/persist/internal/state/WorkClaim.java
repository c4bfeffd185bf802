package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;

/**
 * Somebody was asked to roll up or to collect garbage: nobody else is until the claim is old.
 *
 * @param seqNo the version the work was requested for
 * @param startMillis when, or when that was last renewed, since the epoch
 */
public record WorkClaim(SeqNo seqNo, long startMillis) {

  /** The same, begun now; clocks that step back shorten nothing. */
  WorkClaim renewed(long nowMillis) {
    return new WorkClaim(seqNo, Math.max(startMillis, nowMillis));
  }

  /** Whether the work should long be done. */
  boolean isOlderThan(long millis, long nowMillis) {
    return nowMillis - startMillis > millis;
  }
}
