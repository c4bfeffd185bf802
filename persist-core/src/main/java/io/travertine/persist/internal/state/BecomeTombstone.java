package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.spine.Spine;
import io.travertine.persist.internal.spine.SpineBatch;
import io.travertine.persist.internal.spine.SpinePart;
import io.travertine.persist.time.Frontier;
import java.util.Optional;

/**
 * One step of finalization (spec §4.7): removes every reader and writer, and the updates of one
 * batch, so that diffs stay small; at last the rollups that no live version needs. To be repeated
 * as long as the result is true.
 *
 * @param earliest the first version that still exists
 */
public record BecomeTombstone(SeqNo earliest) implements Command<Boolean> {

  @Override
  public boolean isAllowedOnTombstone() {
    return true;
  }

  @Override
  public Transition<Boolean> apply(SeqNo next, Contents now) {
    Frontier since = now.trace().since();
    Frontier upper = now.trace().upper();
    if (!since.isEmpty() || !upper.isEmpty()) {
      throw new IllegalStateException(
          "a tombstone needs since and upper empty: they are " + since + " and " + upper);
    }
    Contents alone =
        now.withLeasedReaders(SortedTable.empty())
            .withCriticalReaders(SortedTable.empty())
            .withWriters(SortedTable.empty());
    Optional<SpinePart> full = nonEmptyPart(now.trace());
    if (full.isPresent()) {
      return new Transition.Commit<>(alone.withTrace(now.trace().emptied(full.get().id())), true);
    }
    if (now.trace().batches().size() > 1) {
      return new Transition.Commit<>(alone.withTrace(Spine.tombstone(now.trace().domain())), true);
    }
    SortedTable<SeqNo, HollowRollup> needed = neededRollups(now.rollups());
    return now.isTombstone() && needed.size() == now.rollups().size()
        ? new Transition.NoOp<>(false)
        : new Transition.Commit<>(alone.withRollups(needed), true);
  }

  /** Those from the earliest version on; all of them where that version is not known yet. */
  private SortedTable<SeqNo, HollowRollup> neededRollups(SortedTable<SeqNo, HollowRollup> rollups) {
    SortedTable<SeqNo, HollowRollup> needed = rollups;
    if (rollups.contains(earliest)) {
      for (var row : rollups) {
        if (row.getKey().isBefore(earliest)) {
          needed = needed.without(row.getKey());
        }
      }
    }
    return needed;
  }

  private static Optional<SpinePart> nonEmptyPart(Spine trace) {
    for (SpineBatch batch : trace.spineBatches()) {
      for (SpinePart part : batch.parts()) {
        if (!part.batch().isEmpty()) {
          return Optional.of(part);
        }
      }
    }
    return Optional.empty();
  }
}
