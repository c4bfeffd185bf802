package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import java.util.Optional;

/**
 * Links a rollup that has been written, and ends the claim to write one. The result is whether this
 * rollup is linked.
 *
 * <p>It is not linked when a later one is: by then it may have been linked, unlinked and deleted
 * already, by an attempt whose answer got lost, and what is gone must not come back.
 *
 * <p>Remember whether it <em>ever</em> was in any attempt: only if never may its blob be deleted.
 * Leak in doubt, never delete in doubt.
 */
public record AddRollup(HollowRollup rollup) implements Command<Boolean> {

  @Override
  public boolean isPatient() {
    return true;
  }

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
    boolean isLate =
        now.rollups().last().map(latest -> seqNo.isBefore(latest.getKey())).orElse(false);
    if (isLate) {
      return new Transition.Commit<>(unclaimed, false);
    }
    return new Transition.Commit<>(unclaimed.withRollups(now.rollups().with(seqNo, rollup)), true);
  }
}
