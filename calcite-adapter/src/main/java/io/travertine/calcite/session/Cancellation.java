package io.travertine.calcite.session;

import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stops one execution: loops ask {@link #check} now and then, and a thread that waits inside {@link
 * #waiting} is interrupted.
 *
 * <p>{@link #cancel} may come from any thread at any time; it is remembered and takes effect at the
 * next check.
 */
public final class Cancellation {

  private final Deadline deadline;
  private final Optional<Duration> timeout;

  /** Why to stop; set once. */
  private volatile @Nullable String reason;

  /** The thread inside {@link #waiting}, if any. Guarded by this. */
  private @Nullable Thread waiter;

  private boolean interrupted;

  private Cancellation(Deadline deadline, Optional<Duration> timeout) {
    this.deadline = deadline;
    this.timeout = timeout;
  }

  /** Stops only when told to. */
  public static Cancellation onDemand() {
    return new Cancellation(Deadline.none(), Optional.empty());
  }

  /** Stops when told to, or {@code timeout} from now. */
  public static Cancellation after(Duration timeout, Clock clock) {
    return new Cancellation(Deadline.after(timeout, clock), Optional.of(timeout));
  }

  public Deadline deadline() {
    return deadline;
  }

  /** Stops the execution. */
  public void cancel() {
    stop("the statement was cancelled");
  }

  /** Stops the execution because its time is over. */
  public void expire() {
    stop(
        "the statement ran longer than its timeout of "
            + timeout.map(Duration::toMillis).orElse(0L)
            + " ms");
  }

  private synchronized void stop(String why) {
    if (reason == null) {
      reason = why;
      if (waiter != null) {
        interrupted = true;
        waiter.interrupt();
      }
    }
  }

  /** Whether the execution has to stop. */
  public boolean isStopped() {
    if (reason == null && deadline.hasPassed()) {
      expire();
    }
    return reason != null;
  }

  /**
   * Returns if the execution may go on.
   *
   * @throws SqlFailure 57014 if not
   */
  public void check() {
    if (isStopped()) {
      throw new SqlFailure(SqlState.CANCELLED, String.valueOf(reason));
    }
  }

  /**
   * Does {@code work}, which may wait for the world outside, on the calling thread; the thread is
   * interrupted if the execution is stopped meanwhile.
   *
   * @throws SqlFailure 57014 if the execution was stopped before or while the work was done
   */
  public <T> T waiting(Supplier<T> work) {
    check();
    @Nullable Thread outer = enter(Thread.currentThread());
    try {
      return work.get();
    } catch (CancelledException | DeadlineExceededException e) {
      check();
      throw new SqlFailure(
          SqlState.CANCELLED, "the thread that ran the statement was interrupted", e);
    } finally {
      leave(outer);
    }
  }

  private synchronized @Nullable Thread enter(Thread thread) {
    Thread outer = waiter;
    waiter = thread;
    return outer;
  }

  private synchronized void leave(@Nullable Thread outer) {
    waiter = outer;
    if (interrupted && outer == null) {
      interrupted = false;
      // The interrupt was ours and is spent: it must not stop what the thread does next.
      Thread.interrupted();
    }
  }
}
