package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;

/**
 * Asks for background work that is due although nobody writes: work that became possible, or that
 * was asked of somebody who did not do it, since the last append (spec §3.10). Commits nothing when
 * there is none. The result is whether there is some.
 */
public record TakeOverMaintenance(long nowMillis, MaintenancePolicy policy)
    implements Command<Boolean> {

  /** Whether it finds some in {@code state}. */
  public boolean isDue(State state) {
    return apply(state.seqNo().next(), state.contents()) instanceof Transition.Commit;
  }

  @Override
  public boolean isWrite() {
    return true;
  }

  @Override
  public Transition<Boolean> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      return new Transition.NoOp<>(false);
    }
    Maintenance due = MaintenanceDue.of(next, now, true, nowMillis, policy).maintenance();
    return due.equals(Maintenance.NONE)
        ? new Transition.NoOp<>(false)
        : new Transition.Commit<>(now, true);
  }
}
