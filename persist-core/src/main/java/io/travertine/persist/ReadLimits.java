package io.travertine.persist;

import java.time.Duration;

/**
 * Sizes and times of reading (spec §7).
 *
 * @param lease a reader silent for this long is forgotten, and what it held may go
 * @param partCacheBytes decoded parts kept in memory by one process for one location
 * @param transferThreads parts read or written at once by one process for one location
 * @param criticalDowngradeInterval between two rate-limited downgrades of a critical since, at
 *     least
 */
public record ReadLimits(
    Duration lease, long partCacheBytes, int transferThreads, Duration criticalDowngradeInterval) {

  static final ReadLimits DEFAULTS =
      new ReadLimits(
          Duration.ofMinutes(15),
          Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 4),
          Math.max(4, Runtime.getRuntime().availableProcessors()),
          Duration.ofSeconds(30));

  public ReadLimits {
    if (lease.toMillis() < 1 || transferThreads < 1) {
      throw new IllegalArgumentException(
          "a lease needs at least 1 ms and transfer 1 thread: " + lease + ", " + transferThreads);
    }
  }

  /** The same with this much memory for decoded parts. */
  public ReadLimits withPartCacheBytes(long bytes) {
    return new ReadLimits(lease, bytes, transferThreads, criticalDowngradeInterval);
  }
}
