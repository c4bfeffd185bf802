package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.time.Frontier;
import java.util.List;

/** What a state says to a read as of some time. */
public sealed interface SnapshotOutcome {

  /** All batches that may have updates at or before the time; lease {@code seqNo} to read them. */
  record Readable(SeqNo seqNo, List<HollowBatch> batches) implements SnapshotOutcome {}

  /** The time is before {@code since}: what was then cannot be told any more. */
  record HistoryLost(Frontier since) implements SnapshotOutcome {}

  /** The time is not complete yet in version {@code seqNo}: wait for a later one. */
  record NotYetAvailable(SeqNo seqNo, Frontier upper) implements SnapshotOutcome {}
}
