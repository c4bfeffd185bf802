package io.travertine.persist.txn;

import java.time.Duration;

/**
 * When transactions are applied to their shards, and what is kept of them.
 *
 * @param appliedWrites a shard with this many committed writes that it does not have yet gets them,
 * @param appliedBytes or with this many bytes of them,
 * @param appliedAfter or so long after the first of them
 * @param retractions entries that are of no use any more that one commit removes at most
 * @param windowBytes memory for what was committed lately, beyond which checks of transactions that
 *     began earlier read the shards instead
 */
public record TxnLimits(
    int appliedWrites,
    long appliedBytes,
    Duration appliedAfter,
    int retractions,
    long windowBytes) {

  public static final TxnLimits DEFAULTS =
      new TxnLimits(512, 256 << 10, Duration.ofSeconds(1), 256, 32L << 20);

  public TxnLimits {
    if (appliedWrites < 1 || retractions < 1) {
      throw new IllegalArgumentException(
          "at least 1 write is applied and 1 entry removed at once: "
              + appliedWrites
              + ", "
              + retractions);
    }
  }
}
