package io.travertine.persist.internal.maintenance;

/**
 * What a compaction may use (spec §6.6).
 *
 * @param memoryBytes for everything it has in memory at once; at least four parts
 * @param partBytesTarget size of the parts written
 * @param outstandingParts uploads in flight
 */
public record CompactionLimits(long memoryBytes, long partBytesTarget, int outstandingParts) {}
