package io.travertine.persist.location.retry;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.LocationException;
import io.travertine.persist.error.LocationUnusableException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the outside world until it answers (spec §2.3). Attempts are not counted: a deadline or an
 * interrupt ends them. Thread-safe.
 */
public final class Retry {

  /** Up to here a failure is nothing to speak of. */
  private static final int QUIET_ATTEMPTS = 3;

  /** So often, about two seconds by {@link Backoff#DEFAULT}, is tried what a person must mend. */
  private static final int LASTING_ATTEMPTS = 9;

  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

  private final Backoff backoff;
  private final Clock clock;
  private final Seed seed;
  private final PauseListener listener;

  /** Is told of every pause before another attempt; must be quick and not throw. */
  @FunctionalInterface
  public interface PauseListener {
    /**
     * @param what the call and its object
     */
    void paused(String what, Duration pause);
  }

  public Retry(Backoff backoff, Clock clock, Seed seed) {
    this(backoff, clock, seed, (what, pause) -> {});
  }

  private Retry(Backoff backoff, Clock clock, Seed seed, PauseListener listener) {
    this.backoff = backoff;
    this.clock = clock;
    this.seed = seed;
    this.listener = listener;
  }

  /** The same, and {@code other} is told. */
  public Retry tellingOf(PauseListener other) {
    return new Retry(backoff, clock, seed, other);
  }

  /** Pauses by {@link Backoff#DEFAULT}. */
  public Retry(Clock clock, Seed seed) {
    this(Backoff.DEFAULT, clock, seed);
  }

  /**
   * Calls until it succeeds, whatever a failure says about its effect: for what may as well happen
   * twice.
   *
   * @param what names the call and its object, for messages
   * @throws DeadlineExceededException once {@code deadline} has passed, with the last failure
   * @throws LocationUnusableException if what fails will not pass by itself
   * @throws CancelledException if the thread is interrupted
   */
  public <T> T retryExternal(String what, Deadline deadline, Supplier<T> call) {
    return retry(what, deadline, call, failure -> true);
  }

  /**
   * Calls until it succeeds or fails with what will not pass by itself, which is told at once: for
   * what may as well happen twice, and somebody waits for.
   *
   * @param what names the call and its object, for messages
   * @throws LocationException of the call: what will not pass, or the last when {@code deadline}
   *     has passed
   * @throws CancelledException if the thread is interrupted
   */
  public <T> T retryPassing(String what, Deadline deadline, Supplier<T> call) {
    try {
      return retry(what, deadline, call, failure -> !isLasting(failure));
    } catch (DeadlineExceededException e) {
      throw e.getCause() instanceof LocationException last ? last : e;
    }
  }

  /** {@link #retryExternal} for what has no result. */
  public void retryExternalRun(String what, Deadline deadline, Runnable call) {
    retryExternal(
        what,
        deadline,
        () -> {
          call.run();
          return true;
        });
  }

  /**
   * Calls until it succeeds or fails with what may have had its effect: for what must not happen
   * twice.
   *
   * @param what names the call and its object, for messages
   * @throws io.travertine.persist.error.IndeterminateException of the call
   * @throws DeadlineExceededException once {@code deadline} has passed, with the last failure;
   *     nothing has happened
   * @throws LocationUnusableException if what fails will not pass by itself; nothing has happened
   * @throws CancelledException if the thread is interrupted
   */
  public <T> T retryDeterminate(String what, Deadline deadline, Supplier<T> call) {
    return retry(what, deadline, call, failure -> failure instanceof DeterminateException);
  }

  private <T> T retry(
      String what, Deadline deadline, Supplier<T> call, Predicate<LocationException> again) {
    Backoff.Pauses pauses = backoff.pauses(seed);
    while (true) {
      LocationException failure;
      try {
        return call.get();
      } catch (LocationException e) {
        if (!again.test(e)) {
          throw e;
        }
        failure = e;
      }
      if (isLasting(failure) && pauses.taken() + 1 >= LASTING_ATTEMPTS) {
        throw new LocationUnusableException(String.valueOf(failure.getMessage()), failure);
      }
      if (deadline.hasPassed()) {
        throw new DeadlineExceededException(
            "%s: gave up after %s attempts: %s"
                .formatted(what, pauses.taken() + 1, failure.getMessage()),
            failure);
      }
      Duration pause = pauses.next();
      log(what, pauses.taken(), pause, failure);
      listener.paused(what, pause);
      sleep(what, Math.min(pause.toNanos(), deadline.remainingNanos()));
    }
  }

  /** What is not waited for long; whoever called tells of it. */
  private static boolean isLasting(LocationException failure) {
    return failure instanceof DeterminateException mendable && mendable.isLasting();
  }

  private static void log(String what, int attempt, Duration pause, LocationException failure) {
    if (attempt < QUIET_ATTEMPTS || isLasting(failure)) {
      LOG.debug("{}: attempt {} failed, again in {}", what, attempt, pause, failure);
    } else {
      LOG.info(
          "{}: attempt {} failed, again in {}: {}", what, attempt, pause, String.valueOf(failure));
    }
  }

  private void sleep(String what, long nanos) {
    try {
      clock.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted between attempts: " + what, e);
    }
  }
}
