package io.travertine.persist.internal.state;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;

/** Questions to one version of a state (spec §4.9). */
public final class Reads {

  private Reads() {}

  /** The batches that make up the collection as of {@code asOf}. */
  public static SnapshotOutcome snapshot(State state, Frontier asOf) {
    if (!state.since().lessEqual(asOf)) {
      return new SnapshotOutcome.HistoryLost(state.since());
    }
    if (state.upper().lessEqual(asOf)) {
      return new SnapshotOutcome.NotYetAvailable(state.seqNo(), state.upper());
    }
    List<HollowBatch> batches =
        state.contents().trace().batches().stream()
            .filter(batch -> !asOf.lessThan(batch.desc().lower()))
            .toList();
    return new SnapshotOutcome.Readable(state.seqNo(), batches);
  }

  /** Whether changes after {@code asOf} can be followed; that need not be complete yet. */
  public static boolean canListen(State state, Frontier asOf) {
    return state.since().lessEqual(asOf);
  }

  /** The batch that continues from {@code frontier}, if it has been written. */
  public static Optional<HollowBatch> nextBatch(State state, Frontier frontier) {
    return state
        .contents()
        .trace()
        .newest(
            batch ->
                batch.desc().lower().lessEqual(frontier)
                    && frontier.lessThan(batch.desc().upper()));
  }
}
