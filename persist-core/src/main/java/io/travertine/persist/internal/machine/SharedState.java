package io.travertine.persist.internal.machine;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Clock;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one shard: the newest state that any of its handles has seen, and a
 * watch on it (spec §4.8, §8.3). Thread-safe; never steps back.
 *
 * <p>Reading takes no lock. Publishing notifies under the lock, and a watcher compares under it, so
 * no wake-up is lost.
 */
public final class SharedState {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();

  private volatile State current;

  /** Why no handle of this shard may go on, once an invariant failed. */
  private volatile @Nullable PoisonedException poison;

  SharedState(State initial) {
    this.current = initial;
  }

  /**
   * The newest state seen.
   *
   * @throws PoisonedException if an invariant of this shard failed in this process
   */
  public State current() {
    check();
    return current;
  }

  /** Makes {@code next} the newest state if it is newer; the newest afterwards. */
  State publish(State next) {
    lock.lock();
    try {
      check();
      if (current.seqNo().isBefore(next.seqNo())) {
        checkMonotone(current, next);
        current = next;
        advanced.signalAll();
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  private void checkMonotone(State before, State after) {
    if (!before.since().lessEqual(after.since()) || !before.upper().lessEqual(after.upper())) {
      throw poison(
          "since or upper of "
              + after.shard()
              + " stepped back: "
              + before.seqNo()
              + " has "
              + before.since()
              + before.upper()
              + ", "
              + after.seqNo()
              + " has "
              + after.since()
              + after.upper(),
          Optional.empty());
    }
  }

  /**
   * Waits until a state newer than {@code seen} is known, at most {@code nanos} nanoseconds.
   *
   * @return whether there is one
   * @throws CancelledException if the thread is interrupted
   */
  boolean awaitNewerThan(SeqNo seen, long nanos, Clock clock) {
    long remaining = nanos;
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      throw cancelled(e);
    }
    try {
      while (true) {
        check();
        if (seen.isBefore(current.seqNo())) {
          return true;
        }
        if (remaining <= 0) {
          return false;
        }
        remaining = clock.await(lock, advanced, remaining);
      }
    } catch (InterruptedException e) {
      throw cancelled(e);
    } finally {
      lock.unlock();
    }
  }

  private static CancelledException cancelled(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CancelledException("interrupted while waiting for a shard to advance", e);
  }

  /** Stops every handle of this shard in this process; the evidence of the first call is kept. */
  public PoisonedException poison(String evidence, Optional<Throwable> cause) {
    lock.lock();
    try {
      PoisonedException first = poison;
      if (first == null) {
        first =
            cause.isPresent()
                ? new PoisonedException(evidence, cause.get())
                : new PoisonedException(evidence);
        poison = first;
        advanced.signalAll();
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Whether an invariant of this shard failed in this process. */
  public boolean isPoisoned() {
    return poison != null;
  }

  private void check() {
    PoisonedException evidence = poison;
    if (evidence != null) {
      throw new PoisonedException(String.valueOf(evidence.getMessage()), evidence);
    }
  }
}
