package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.Spine;
import java.util.List;

/**
 * Works merges ahead with {@code fuel} (spec §5.6). The result is what should now be compacted;
 * nothing if everything is, or if others are at it.
 */
public record ExertSpine(long fuel, long nowMillis, CompactionPolicy policy)
    implements Command<List<MergeRequest>> {

  @Override
  public Transition<List<MergeRequest>> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      return new Transition.NoOp<>(List.of());
    }
    Spine.Pushed exerted = Claims.claimed(exerted(now.trace()), nowMillis, policy);
    if (exerted.spine().equals(now.trace())) {
      return new Transition.NoOp<>(List.of());
    }
    return new Transition.Commit<>(now.withTrace(exerted.spine()), exerted.requests());
  }

  private Spine.Pushed exerted(Spine trace) {
    return trace.spineBatches().size() < 2 ? new Spine.Pushed(trace, List.of()) : trace.exert(fuel);
  }
}
