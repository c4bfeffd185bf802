package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import java.util.Optional;

/**
 * Links a rollup that has been written, and ends the claim to write one. The result is whether this
 * rollup is linked.
 *
 * <p>Remember whether it <em>ever</em> was in any attempt: only if never may its blob be deleted.
 * Leak in doubt, never delete in doubt.
 */
public record AddRollup(HollowRollup rollup) implements Command<Boolean> {

  @Override
  public boolean isAllowedOnTombstone() {
    return true;
  }

  @Override
  public Transition<Boolean> apply(SeqNo next, Contents now) {
    SeqNo seqNo = rollup.key().seqNo();
    if (!seqNo.isBefore(next)) {
      throw new IllegalStateException(
          "rollup " + rollup.key() + " of a version that is not committed yet: next is " + next);
    }
    Contents unclaimed = now.withActiveRollup(Optional.empty());
    Optional<HollowRollup> present = now.rollups().get(seqNo);
    if (present.isPresent()) {
      return new Transition.Commit<>(unclaimed, present.get().key().equals(rollup.key()));
    }
    return new Transition.Commit<>(unclaimed.withRollups(now.rollups().with(seqNo, rollup)), true);
  }
}
