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
 * @param prefetchBytes encoded parts that one read has on their way at once; one always is
 * @param consolidationBytes memory in which one snapshot takes away what was retracted; what does
 *     not fit is merged from sorted runs, or read several times over
 * @param auditPercent of the parts that statistics exclude, how many are read all the same to see
 *     whether the statistics are right: 0 to 100
 */
public record ReadLimits(
    Duration lease,
    long partCacheBytes,
    int transferThreads,
    Duration criticalDowngradeInterval,
    long prefetchBytes,
    long consolidationBytes,
    int auditPercent) {

  static final ReadLimits DEFAULTS =
      new ReadLimits(
          Duration.ofMinutes(15),
          Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 4),
          Math.max(4, Runtime.getRuntime().availableProcessors()),
          Duration.ofSeconds(30),
          64L << 20,
          Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8),
          1);

  public ReadLimits {
    if (lease.toMillis() < 1 || transferThreads < 1) {
      throw new IllegalArgumentException(
          "a lease needs at least 1 ms and transfer 1 thread: " + lease + ", " + transferThreads);
    }
    if (auditPercent < 0 || auditPercent > 100) {
      throw new IllegalArgumentException("audits of " + auditPercent + " percent");
    }
  }

  public ReadLimits withLease(Duration other) {
    return new ReadLimits(
        other,
        partCacheBytes,
        transferThreads,
        criticalDowngradeInterval,
        prefetchBytes,
        consolidationBytes,
        auditPercent);
  }

  public ReadLimits withPartCache(long bytes) {
    return new ReadLimits(
        lease,
        bytes,
        transferThreads,
        criticalDowngradeInterval,
        prefetchBytes,
        consolidationBytes,
        auditPercent);
  }

  public ReadLimits withPrefetch(long bytes) {
    return new ReadLimits(
        lease,
        partCacheBytes,
        transferThreads,
        criticalDowngradeInterval,
        bytes,
        consolidationBytes,
        auditPercent);
  }

  public ReadLimits withConsolidation(long bytes) {
    return new ReadLimits(
        lease,
        partCacheBytes,
        transferThreads,
        criticalDowngradeInterval,
        prefetchBytes,
        bytes,
        auditPercent);
  }

  public ReadLimits withAudits(int percent) {
    return new ReadLimits(
        lease,
        partCacheBytes,
        transferThreads,
        criticalDowngradeInterval,
        prefetchBytes,
        consolidationBytes,
        percent);
  }
}
