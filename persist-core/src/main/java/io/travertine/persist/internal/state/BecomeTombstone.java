package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.spine.Spine;
import io.travertine.persist.internal.spine.SpineBatch;
import io.travertine.persist.internal.spine.SpinePart;
import io.travertine.persist.time.Frontier;
import java.util.Optional;

/**
 * One step of finalization (spec §4.7): removes every reader and writer, and the updates of one
 * batch, so that diffs stay small. To be repeated as long as the result is true.
 */
public record BecomeTombstone() implements Command<Boolean> {

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
    return now.isTombstone() ? new Transition.NoOp<>(false) : new Transition.Commit<>(alone, true);
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
