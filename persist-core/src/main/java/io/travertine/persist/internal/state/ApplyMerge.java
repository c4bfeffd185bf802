package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.spine.MergeAnswer;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.Spine;
import java.util.Set;

/**
 * Puts a compacted batch in the place of its inputs (spec §5.5). A result that does not fit is
 * committed as well, so that the answer is linearized.
 *
 * <p>Remember whether it was <em>ever</em> applied in any attempt: only if never may the output's
 * blobs be deleted.
 */
public record ApplyMerge(MergeResult merge) implements Command<MergeAnswer> {

  @Override
  public boolean isPatient() {
    return true;
  }

  @Override
  public Transition<MergeAnswer> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      return new Transition.NoOp<>(new MergeAnswer(MergeOutcome.NOT_APPLIED_NO_MATCH, Set.of()));
    }
    Spine.Merged merged = now.trace().apply(merge);
    return new Transition.Commit<>(
        now.withTrace(merged.spine()), new MergeAnswer(merged.outcome(), merged.forgotten()));
  }
}
