package io.travertine.persist.internal.state;

/**
 * When background work is asked for (spec §3.8, §3.9).
 *
 * @param rollupVersions more versions than this since the latest rollup ask for another
 * @param rollupClaimMillis how long nobody else is asked to write it
 * @param gcVersionsMin at least this many versions let go of since the last request
 * @param gcVersionsMax collect no more than this many versions at once
 * @param gcClaimMillis how long nobody else is asked to collect
 */
public record MaintenancePolicy(
    int rollupVersions,
    long rollupClaimMillis,
    int gcVersionsMin,
    int gcVersionsMax,
    long gcClaimMillis) {

  /** A rollup each 128 versions, within 5 s; garbage collection each 32, within 15 min. */
  public static final MaintenancePolicy DEFAULT =
      new MaintenancePolicy(128, 5_000, 32, 128_000, 15 * 60 * 1000);
}
