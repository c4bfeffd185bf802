package io.travertine.persist.internal.state;

/**
 * When background work is asked for (spec §3.8, §3.9).
 *
 * @param rollupVersions more versions than this since the latest rollup ask for another
 * @param rollupClaimMillis how long nobody else is asked to write it
 * @param gcVersionsMin at least this many versions let go of since the last request
 * @param gcVersionsMax collect no more than this many versions at once
 * @param gcClaimMillis how long nobody else is asked to collect, unless who does says that it still
 *     does; two who collect at once only do the same twice
 */
public record MaintenancePolicy(
    int rollupVersions,
    long rollupClaimMillis,
    int gcVersionsMin,
    int gcVersionsMax,
    long gcClaimMillis) {

  private static final int RENEWALS = 4;

  /** A rollup each 128 versions, within 5 s; garbage collection each 32, within 1 min. */
  public static final MaintenancePolicy DEFAULT =
      new MaintenancePolicy(128, 5_000, 32, 128_000, 60_000);

  /** Whether it is time for who is at it to say so. */
  public boolean isRenewalDue(WorkClaim gc, long nowMillis) {
    return gc.isOlderThan(gcClaimMillis / RENEWALS, nowMillis);
  }
}
