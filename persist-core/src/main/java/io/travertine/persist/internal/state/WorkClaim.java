package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;

/**
 * Somebody was asked to roll up or to collect garbage: nobody else is until the claim is old.
 *
 * @param seqNo the version the work was requested for
 * @param startMillis when, since the epoch
 */
public record WorkClaim(SeqNo seqNo, long startMillis) {

  /** Whether the work should long be done. */
  boolean isOlderThan(long millis, long nowMillis) {
    return nowMillis - startMillis > millis;
  }
}
