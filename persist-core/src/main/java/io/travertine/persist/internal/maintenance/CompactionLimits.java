package io.travertine.persist.internal.maintenance;

/**
 * What a compaction may use (spec §6.6).
 *
 * @param memoryBytes for everything it has in memory at once; at least four parts
 * @param partBytesTarget size of the parts written
 * @param outstandingParts uploads in flight
 * @param historyBytesMin closed runs smaller than this may be merged with younger ones
 * @param inlineBytesMax so few updates that they take less than this stay inside the state: what
 *     came in small commits is then merged without a blob; 0 writes blobs only
 */
public record CompactionLimits(
    long memoryBytes,
    long partBytesTarget,
    int outstandingParts,
    long historyBytesMin,
    int inlineBytesMax) {

  /** Smaller pieces of history are not worth keeping apart. */
  private static final long HISTORY_BYTES_MIN = 128 << 10;

  /** Closed runs of less than 128 KiB may be merged. */
  public CompactionLimits(
      long memoryBytes, long partBytesTarget, int outstandingParts, int inlineBytesMax) {
    this(memoryBytes, partBytesTarget, outstandingParts, HISTORY_BYTES_MIN, inlineBytesMax);
  }

  /** The same, with everything written to blobs. */
  public CompactionLimits withoutInline() {
    return new CompactionLimits(memoryBytes, partBytesTarget, outstandingParts, historyBytesMin, 0);
  }
}
