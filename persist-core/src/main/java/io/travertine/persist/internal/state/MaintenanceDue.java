package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import java.util.Optional;

/**
 * Decides whether a version asks for a rollup or for garbage collection, and notes in the same
 * version that it did (spec §3.8, §3.9).
 */
record MaintenanceDue(Contents contents, Maintenance maintenance) {

  /** Who has not written for so long is not going to collect garbage either. */
  private static final long WRITER_QUIET_MILLIS = 1_000;

  static MaintenanceDue of(
      SeqNo seqNo, Contents contents, boolean isWrite, long nowMillis, MaintenancePolicy policy) {
    MaintenanceDue rollup = rollup(seqNo, contents, nowMillis, policy);
    MaintenanceDue gc = gc(seqNo, rollup.contents, isWrite, nowMillis, policy);
    return new MaintenanceDue(gc.contents, rollup.maintenance.and(gc.maintenance));
  }

  private static MaintenanceDue rollup(
      SeqNo seqNo, Contents contents, long nowMillis, MaintenancePolicy policy) {
    long latest = contents.rollups().last().map(row -> row.getKey().value()).orElse(0L);
    if (contents.isTombstone()) {
      // Finalized, with one rollup: the version that linked it and the one that dropped the others.
      boolean small = contents.isFinalized() && contents.rollups().size() == 1;
      boolean needed = latest + (small ? 2 : 1) < seqNo.value();
      return new MaintenanceDue(
          contents,
          new Maintenance(needed ? Optional.of(seqNo) : Optional.empty(), Optional.empty()));
    }
    boolean unclaimed =
        contents
            .activeRollup()
            .map(claim -> claim.isOlderThan(policy.rollupClaimMillis(), nowMillis))
            .orElse(true);
    if (seqNo.value() - latest <= policy.rollupVersions() || !unclaimed) {
      return new MaintenanceDue(contents, Maintenance.NONE);
    }
    return new MaintenanceDue(
        contents.withActiveRollup(Optional.of(new WorkClaim(seqNo, nowMillis))),
        new Maintenance(Optional.of(seqNo), Optional.empty()));
  }

  /**
   * Writers are asked first: else the process that moves everybody's since would collect
   * everybody's garbage. Anybody is asked once none of them has written lately. Nobody is asked
   * while only one rollup is old enough, since nothing could go then: what is kept is the latest
   * one that no reader is behind.
   */
  private static MaintenanceDue gc(
      SeqNo seqNo, Contents contents, boolean isWrite, long nowMillis, MaintenancePolicy policy) {
    long since = seqNoSince(seqNo, contents).value();
    long lastRequest = contents.lastGcRequest().value();
    long second = secondRollup(contents);
    long until = Math.min(since, Math.max(second, lastRequest + policy.gcVersionsMax()));
    boolean unclaimed =
        contents
            .activeGc()
            .map(claim -> claim.isOlderThan(policy.gcClaimMillis(), nowMillis))
            .orElse(true);
    boolean abandoned = unclaimed && contents.activeGc().isPresent();
    boolean worthIt = abandoned || until - lastRequest >= policy.gcVersionsMin();
    boolean ours = isWrite || !isWritten(contents, nowMillis);
    boolean due = contents.isTombstone() || (unclaimed && worthIt && ours);
    if (!due || until < second) {
      return new MaintenanceDue(contents, Maintenance.NONE);
    }
    SeqNo request = new SeqNo(until);
    return new MaintenanceDue(
        contents
            .withLastGcRequest(request)
            .withActiveGc(Optional.of(new WorkClaim(request, nowMillis))),
        new Maintenance(Optional.empty(), Optional.of(request)));
  }

  /** Whether somebody is writing: by the committer's clock, and nothing depends on it. */
  private static boolean isWritten(Contents contents, long nowMillis) {
    for (var writer : contents.writers()) {
      if (nowMillis - writer.getValue().heartbeatMillis() < WRITER_QUIET_MILLIS) {
        return true;
      }
    }
    return false;
  }

  private static SeqNo seqNoSince(SeqNo seqNo, Contents contents) {
    SeqNo least = seqNo;
    for (var reader : contents.leasedReaders()) {
      SeqNo held = reader.getValue().seqNo();
      least = held.isBefore(least) ? held : least;
    }
    return least;
  }

  /** The version of the second rollup; beyond all versions if there is none. */
  private static long secondRollup(Contents contents) {
    int count = 0;
    for (var row : contents.rollups()) {
      count++;
      if (count == 2) {
        return row.getKey().value();
      }
    }
    return Long.MAX_VALUE;
  }
}
