package io.travertine.persist.location.probe;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a probe works with.
 *
 * @param seed varies who of the racers begins when
 */
record Trial(ProbeGround ground, Extent extent, Clock clock, Seed seed) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The answer to what may as well be asked twice: what fails for a moment is no verdict. */
  <T> T ask(String what, Supplier<T> call) {
    return new Retry(clock, seed).retryExternal(what, Deadline.after(PATIENCE, clock), call);
  }

  /** {@link #ask} for what has no answer. */
  void tell(String what, Runnable call) {
    new Retry(clock, seed).retryExternalRun(what, Deadline.after(PATIENCE, clock), call);
  }
}
