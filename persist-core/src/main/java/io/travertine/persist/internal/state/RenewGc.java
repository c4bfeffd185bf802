package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import java.util.Optional;

/**
 * Says that whoever was asked to collect garbage is alive and at it, so that nobody else is asked
 * to. The result is whether the claim is still there: without one there is nothing to renew.
 *
 * @param until what was asked for
 */
public record RenewGc(SeqNo until, long nowMillis) implements Command<Boolean> {

  @Override
  public boolean isPatient() {
    return true;
  }

  @Override
  public Transition<Boolean> apply(SeqNo next, Contents now) {
    Optional<WorkClaim> claim = now.activeGc().filter(active -> active.seqNo().equals(until));
    if (now.isTombstone() || claim.isEmpty()) {
      return new Transition.NoOp<>(false);
    }
    return new Transition.Commit<>(
        now.withActiveGc(Optional.of(claim.get().renewed(nowMillis))), true);
  }
}
