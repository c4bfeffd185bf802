package io.travertine.persist;

import java.time.Duration;

/**
 * Sizes and times of writing (spec §6.2–6.3).
 *
 * @param partBytesTarget a builder flushes a part when its buffered rows reach this size
 * @param outstandingParts uploads in flight per builder; beyond it {@code add} waits
 * @param inlineBytesMax a part smaller than this travels inside the state; 0 turns that off
 * @param inlineTotalBytesMax a shard with this much inside its state uploads instead
 * @param lease a writer silent for this long is forgotten
 * @param statistics what is kept of the statistics of a part
 */
public record WriteLimits(
    long partBytesTarget,
    int outstandingParts,
    int inlineBytesMax,
    long inlineTotalBytesMax,
    Duration lease,
    StatisticsLimits statistics) {

  static final WriteLimits DEFAULTS =
      new WriteLimits(
          32L << 20, 2, 4 << 10, 1L << 20, Duration.ofMinutes(60), StatisticsLimits.DEFAULTS);

  public WriteLimits {
    if (partBytesTarget < 1 || outstandingParts < 1 || inlineBytesMax < 0) {
      throw new IllegalArgumentException(
          "a part needs at least 1 byte and 1 upload: "
              + partBytesTarget
              + ", "
              + outstandingParts
              + ", "
              + inlineBytesMax);
    }
  }
}
