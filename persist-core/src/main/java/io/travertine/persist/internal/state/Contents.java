package io.travertine.persist.internal.state;

import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.Spine;
import io.travertine.persist.time.TimeDomain;
import java.util.Optional;

/**
 * What commands change: everything of a state but its version (spec §3.2). Immutable.
 *
 * <p>{@code trace.since} is at or before the since of every reader, and may lag behind their meet:
 * it is recomputed only when a reader moves its since, never when one goes away (spec §4.6).
 *
 * @param lastGcRequest the seqno hold at which garbage was last asked to be collected
 * @param rollups the rollups of earlier versions by version; one of them is for the earliest live
 *     diff
 * @param activeRollup who was asked to write a rollup
 * @param activeGc who was asked to collect garbage
 * @param schemas by id, dense from 0
 */
public record Contents(
    SeqNo lastGcRequest,
    SortedTable<SeqNo, HollowRollup> rollups,
    Optional<WorkClaim> activeRollup,
    Optional<WorkClaim> activeGc,
    SortedTable<LeasedReaderId, LeasedReader> leasedReaders,
    SortedTable<CriticalReaderId, CriticalReader> criticalReaders,
    SortedTable<WriterId, Writer> writers,
    SortedTable<SchemaId, EncodedSchemas> schemas,
    Spine trace) {

  /** Those of a new shard. */
  public static Contents empty(TimeDomain domain) {
    return new Contents(
        SeqNo.ZERO,
        SortedTable.empty(),
        Optional.empty(),
        Optional.empty(),
        SortedTable.empty(),
        SortedTable.empty(),
        SortedTable.empty(),
        SortedTable.empty(),
        Spine.empty(domain));
  }

  /** Whether the shard can never be read or written again, and nobody is registered. */
  public boolean isTombstone() {
    return trace.since().isEmpty()
        && trace.upper().isEmpty()
        && leasedReaders.isEmpty()
        && criticalReaders.isEmpty()
        && writers.isEmpty();
  }

  /** Whether it is a tombstone of which nothing is left but one empty batch. */
  public boolean isFinalized() {
    return isTombstone()
        && trace.batches().size() <= 1
        && trace.batches().stream().allMatch(HollowBatch::isEmpty);
  }

  Contents withLastGcRequest(SeqNo other) {
    return new Contents(
        other,
        rollups,
        activeRollup,
        activeGc,
        leasedReaders,
        criticalReaders,
        writers,
        schemas,
        trace);
  }

  Contents withRollups(SortedTable<SeqNo, HollowRollup> other) {
    return new Contents(
        lastGcRequest,
        other,
        activeRollup,
        activeGc,
        leasedReaders,
        criticalReaders,
        writers,
        schemas,
        trace);
  }

  Contents withActiveRollup(Optional<WorkClaim> other) {
    return new Contents(
        lastGcRequest,
        rollups,
        other,
        activeGc,
        leasedReaders,
        criticalReaders,
        writers,
        schemas,
        trace);
  }

  Contents withActiveGc(Optional<WorkClaim> other) {
    return new Contents(
        lastGcRequest,
        rollups,
        activeRollup,
        other,
        leasedReaders,
        criticalReaders,
        writers,
        schemas,
        trace);
  }

  Contents withLeasedReaders(SortedTable<LeasedReaderId, LeasedReader> other) {
    return new Contents(
        lastGcRequest,
        rollups,
        activeRollup,
        activeGc,
        other,
        criticalReaders,
        writers,
        schemas,
        trace);
  }

  Contents withCriticalReaders(SortedTable<CriticalReaderId, CriticalReader> other) {
    return new Contents(
        lastGcRequest,
        rollups,
        activeRollup,
        activeGc,
        leasedReaders,
        other,
        writers,
        schemas,
        trace);
  }

  Contents withWriters(SortedTable<WriterId, Writer> other) {
    return new Contents(
        lastGcRequest,
        rollups,
        activeRollup,
        activeGc,
        leasedReaders,
        criticalReaders,
        other,
        schemas,
        trace);
  }

  Contents withSchemas(SortedTable<SchemaId, EncodedSchemas> other) {
    return new Contents(
        lastGcRequest,
        rollups,
        activeRollup,
        activeGc,
        leasedReaders,
        criticalReaders,
        writers,
        other,
        trace);
  }

  Contents withTrace(Spine other) {
    return new Contents(
        lastGcRequest,
        rollups,
        activeRollup,
        activeGc,
        leasedReaders,
        criticalReaders,
        writers,
        schemas,
        other);
  }
}
