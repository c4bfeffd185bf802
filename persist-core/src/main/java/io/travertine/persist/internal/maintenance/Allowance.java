package io.travertine.persist.internal.maintenance;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.time.Deadline;
import java.util.function.BooleanSupplier;

/**
 * How long some work may go on.
 *
 * @param cancelled whether nobody wants it any more
 */
record Allowance(BooleanSupplier cancelled, Deadline deadline) {

  /** As long as it takes. */
  static Allowance unlimited() {
    return new Allowance(() -> false, Deadline.none());
  }

  /**
   * Goes no further when the work is to end.
   *
   * @throws CancelledException if nobody wants it any more, or the thread is interrupted
   * @throws DeadlineExceededException if it took too long
   */
  void check(String what) {
    CancelledException.throwIfInterrupted("the next step", what);
    if (cancelled.getAsBoolean()) {
      throw new CancelledException(what + " is not wanted any more");
    }
    if (deadline.hasPassed()) {
      throw new DeadlineExceededException(what + " took too long");
    }
  }
}
