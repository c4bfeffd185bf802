package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.Spine;

/**
 * Puts a compacted batch in the place of its inputs (spec §5.5). A result that does not fit is
 * committed as well, so that the answer is linearized.
 *
 * <p>Remember whether it was <em>ever</em> applied in any attempt: only if never may the output's
 * blobs be deleted.
 */
public record ApplyMerge(MergeResult merge) implements Command<MergeOutcome> {

  @Override
  public Transition<MergeOutcome> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      return new Transition.NoOp<>(MergeOutcome.NOT_APPLIED_NO_MATCH);
    }
    Spine.Merged merged = now.trace().apply(merge);
    return new Transition.Commit<>(now.withTrace(merged.spine()), merged.outcome());
  }
}
