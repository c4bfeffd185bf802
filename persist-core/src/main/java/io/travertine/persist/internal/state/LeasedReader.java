package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.time.Frontier;

/**
 * The holds of a reader that must give signs of life.
 *
 * @param seqNo blobs referenced by this or a later version may not be deleted
 * @param since times at or beyond it may not be blurred
 * @param heartbeatMillis its last sign of life, since the epoch
 * @param leaseMillis how long it may be silent
 */
public record LeasedReader(
    SeqNo seqNo, Frontier since, long heartbeatMillis, long leaseMillis, HandleLabel label) {

  LeasedReader seenAt(long nowMillis) {
    return new LeasedReader(seqNo, since, Math.max(heartbeatMillis, nowMillis), leaseMillis, label);
  }
}
