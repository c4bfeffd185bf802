package io.travertine.calcite.session;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.id.Seed;
import io.travertine.persist.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * Waits between attempts to commit, longer each time and never equally long. For one statement; not
 * thread-safe.
 */
public final class Backoff {

  private static final int ATTEMPTS_MAX = 200;
  private static final long FIRST_MICROS = 200;
  private static final long LONGEST_MICROS = 50_000;

  private final Clock clock;
  private final Seed seed;
  private final Cancellation cancellation;
  private int lost;

  public Backoff(Clock clock, Seed seed, Cancellation cancellation) {
    this.clock = clock;
    this.seed = seed;
    this.cancellation = cancellation;
  }

  /**
   * Called when another transaction was first: waits, so that this one can try again.
   *
   * @param what what the other one has changed
   * @throws SqlFailure 40001 after too many attempts, 57014 if the statement is stopped
   */
  public void lost(String what) {
    lost++;
    if (lost >= ATTEMPTS_MAX) {
      throw new SqlFailure(
          SqlState.SERIALIZATION_FAILURE,
          what
              + " was changed by others "
              + lost
              + " times while this statement tried to change it: try again");
    }
    long ceiling = Math.min(LONGEST_MICROS, FIRST_MICROS << Math.min(lost - 1, 10));
    long micros = (long) (ceiling * seed.fraction());
    cancellation.waiting(
        () -> {
          sleep(micros);
          return lost;
        });
  }

  private void sleep(long micros) {
    try {
      clock.sleep(TimeUnit.MICROSECONDS.toNanos(micros));
    } catch (InterruptedException e) {
      cancellation.check();
      Thread.currentThread().interrupt();
      throw new SqlFailure(
          SqlState.CANCELLED, "the thread that ran the statement was interrupted", e);
    }
  }
}
