package io.travertine.persist.location.log;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.io.IOException;

/**
 * Waits for the turn while another process has it. Nobody is told when it is free, so who waits
 * says so and looks often, and who has had it stays away for a moment. Others may be asleep for
 * longer, and then miss it: not for ever, as pauses vary. For one thread at a time.
 */
final class TurnQueue {

  private static final long SHORTEST_PAUSE_NANOS = 50_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000;

  /** So long a process that others wait for stays away after its turn. */
  private static final long YIELD_NANOS = 200_000;

  private final LogFiles files;
  private final Clock clock;
  private final Seed seed;

  private volatile boolean yielding;

  TurnQueue(LogFiles files, Clock clock, Seed seed) {
    this.files = files;
    this.clock = clock;
    this.seed = seed;
  }

  /** What ends the waiting by an exception. */
  interface Check {
    void check();
  }

  /**
   * Takes the turn.
   *
   * @param open called before every look
   * @throws DeterminateException if others have it until {@code deadline}
   */
  void await(String what, Deadline deadline, Check open) throws IOException, InterruptedException {
    boolean waited = false;
    if (yielding) {
      clock.sleep(YIELD_NANOS);
    }
    long start = clock.monotonicNanos();
    while (!files.tryTurn(false)) {
      open.check();
      if (deadline.hasPassed()) {
        throw new DeterminateException(
            "%s failed: other writers did not finish in time (%s)"
                .formatted(what, files.directory()));
      }
      waited = true;
      files.wanted(true);
      clock.sleep((long) (pause(clock.monotonicNanos() - start) * (0.5 + seed.fraction())));
    }
    if (waited || yielding) {
      files.wanted(false); // whoever else waits says so again
    }
  }

  /** Who has waited for long waits with many, or for something slow: one of them looks soon. */
  private static long pause(long waited) {
    return Math.max(SHORTEST_PAUSE_NANOS, Math.min(LONGEST_PAUSE_NANOS, waited / 8));
  }

  /** The turn is about to end. */
  void left() throws IOException {
    yielding = false;
    yielding = files.isWanted();
  }
}
