package io.travertine.persist.internal.machine;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.location.Versioned;
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

  private volatile Hearsay known;

  /** How often those who wait were asked to look up; guarded by the lock. */
  private volatile long nudges;

  /** Why no handle of this shard may go on, once an invariant failed. */
  private volatile @Nullable PoisonedException poison;

  SharedState(State initial) {
    this.known = Hearsay.confirmed(initial);
  }

  /**
   * The newest state seen.
   *
   * @throws PoisonedException if an invariant of this shard failed in this process
   */
  public State current() {
    return known().believed();
  }

  /** The newest state seen, unless an invariant of this shard failed in this process. */
  Optional<State> ifHealthy() {
    return isPoisoned() ? Optional.empty() : Optional.of(known.believed());
  }

  /**
   * What is known, and by whom.
   *
   * @throws PoisonedException if an invariant of this shard failed in this process
   */
  Hearsay known() {
    check();
    return known;
  }

  /**
   * Makes {@code next}, found in Consensus or put there, the newest state if it is newer.
   *
   * @return the newest state found in Consensus or put there, whatever was told
   */
  State publish(State next) {
    lock.lock();
    try {
      check();
      Hearsay before = known;
      if (before.believed().seqNo().isBefore(next.seqNo())) {
        checkMonotone(before.believed(), next);
        advanced.signalAll();
      }
      known = before.confirmedAt(next);
      return known.confirmed();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes {@code next} the newest state on somebody's word, if {@code before} still is.
   *
   * @return whether it is now
   */
  boolean believe(State before, State next, Versioned version) {
    lock.lock();
    try {
      Hearsay now = known;
      if (isPoisoned() || now.believed() != before || now.heard().size() >= Hearsay.HEARD_MAX) {
        return false;
      }
      known = now.with(next, version);
      advanced.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Lets those who wait look up, as if there were a newer state. */
  void nudge() {
    lock.lock();
    try {
      nudges++;
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How often they were asked to. */
  long nudges() {
    return nudges;
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
   * Waits until a state newer than {@code seen} is known or there is another nudge than {@code
   * nudged}, at most {@code nanos} nanoseconds.
   *
   * @throws CancelledException if the thread is interrupted
   */
  void awaitNews(SeqNo seen, long nudged, long nanos, Clock clock) {
    long remaining = nanos;
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      throw cancelled(e);
    }
    try {
      while (true) {
        check();
        boolean news = seen.isBefore(known.believed().seqNo()) || nudges != nudged;
        if (news || remaining <= 0) {
          return;
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
