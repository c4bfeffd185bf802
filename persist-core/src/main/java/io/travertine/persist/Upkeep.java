package io.travertine.persist;

import java.time.Duration;

/**
 * When background work is done (spec §3.8, §3.9, §6.6).
 *
 * @param compacts whether this process compacts what it writes
 * @param rollupVersions versions of the state between two rollups
 * @param gcVersions versions of the state between two garbage collections
 * @param gcClaim how long others leave garbage to who collects it and says nothing more of it
 * @param compactionInputs compact at this many batches, of which four that travel inside the state
 *     count as one,
 * @param compactionParts or this many parts,
 * @param compactionUpdates or this many updates
 * @param compactionMemoryBytes memory that one compaction may use
 * @param queuedTasks background tasks waiting at most; more are dropped, and found again later
 */
public record Upkeep(
    boolean compacts,
    int rollupVersions,
    int gcVersions,
    Duration gcClaim,
    int compactionInputs,
    int compactionParts,
    int compactionUpdates,
    long compactionMemoryBytes,
    int queuedTasks) {

  static final Upkeep DEFAULTS = new Upkeep(true, 128, 32, 16, 16, 1024, 128L << 20, 20);

  /** With a claim of a minute. */
  public Upkeep(
      boolean compacts,
      int rollupVersions,
      int gcVersions,
      int compactionInputs,
      int compactionParts,
      int compactionUpdates,
      long compactionMemoryBytes,
      int queuedTasks) {
    this(
        compacts,
        rollupVersions,
        gcVersions,
        Duration.ofMinutes(1),
        compactionInputs,
        compactionParts,
        compactionUpdates,
        compactionMemoryBytes,
        queuedTasks);
  }

  public Upkeep {
    if (rollupVersions < 1 || queuedTasks < 1) {
      throw new IllegalArgumentException(
          "rollups need 1 version and upkeep 1 place: " + rollupVersions + ", " + queuedTasks);
    }
  }
}
