package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.spine.Spine;
import io.travertine.persist.internal.spine.SpineId;

/**
 * Gives up the claim on a compaction that failed, so that it need not get old before somebody tries
 * again. The result is whether there was one.
 */
public record ReleaseClaim(SpineId batch) implements Command<Boolean> {

  @Override
  public Transition<Boolean> apply(SeqNo next, Contents now) {
    Spine released = now.trace().unclaimed(batch);
    return now.isTombstone() || released == now.trace()
        ? new Transition.NoOp<>(false)
        : new Transition.Commit<>(now.withTrace(released), true);
  }
}
