package io.travertine.persist.internal.machine;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.machine.CommitLoop.Attempt;
import io.travertine.persist.internal.state.ApplyMerge;
import io.travertine.persist.internal.state.Command;
import io.travertine.persist.internal.state.Maintenance;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.Step;
import io.travertine.persist.internal.state.StepContext;
import io.travertine.persist.internal.state.Together;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commands for which nobody waits, such as the results of compactions, go along with the next
 * append to the shard while appends follow closely on each other: then no append waits for them,
 * and they cost no request of their own. Thread-safe.
 *
 * <p>Who went along with an append whose answer got lost is in doubt by itself, and finds out by
 * itself, as if it had been sent alone.
 */
final class Rides {

  /** Appends follow closely with this between their ends, or so many times what one takes. */
  private static final long CLOSELY_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long CLOSELY_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);
  private static final int CLOSELY_TIMES = 16;

  private final ShardId shard;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final List<Ride<?>> waiting = new ArrayList<>();

  /** Whether somebody waits, to be read without the lock. */
  private volatile boolean awaited;

  /** What lies between appends that follow closely; nothing if the last two did not. */
  private volatile long closelyNanos;

  private volatile long lastNanos;

  Rides(ShardId shard, Clock clock) {
    this.shard = shard;
    this.clock = clock;
    this.lastNanos = clock.monotonicNanos() - CLOSELY_NANOS_MAX;
  }

  /** One command on its way; guarded by the lock. */
  private static final class Ride<R> {
    private final Command<R> command;
    private final LostAnswers<R> lost;
    private boolean taken;
    private boolean gone;
    private @Nullable Attempt<R> arrived;
    private @Nullable RuntimeException failure;

    Ride(Command<R> command, LostAnswers<R> lost) {
      this.command = command;
      this.lost = lost;
    }

    boolean isOver() {
      return arrived != null || failure != null;
    }

    /**
     * It went along with {@code commit}.
     *
     * @param known whether that is committed, or only may be
     */
    @SuppressWarnings("unchecked") // Together has the results in the order of the commands
    void end(Step.Commit<?> commit, Object result, boolean known) {
      Step.Commit<R> part =
          new Step.Commit<>(commit.next(), commit.diff(), (R) result, Maintenance.NONE);
      if (known) {
        arrived = Attempt.of(part);
      } else {
        lost.add(part);
        failure = new IndeterminateException("no answer to an append that took others along");
      }
    }
  }

  /** There was an append, which took so long. */
  void appended(long nanos) {
    long now = clock.monotonicNanos();
    long between = Math.min(CLOSELY_NANOS_MAX, Math.max(CLOSELY_NANOS_MIN, CLOSELY_TIMES * nanos));
    closelyNanos = now - lastNanos <= between ? between : 0;
    lastNanos = now;
  }

  /**
   * Goes along with an append, if there is one soon.
   *
   * @return nothing if there is none; then nothing happened
   * @throws IndeterminateException or any other of a lost answer if it may have been committed, as
   *     {@code lost} knows
   */
  <R> Optional<Attempt<R>> await(Command<R> command, LostAnswers<R> lost, Deadline deadline) {
    long between = closelyNanos;
    if (between == 0 || clock.monotonicNanos() - lastNanos > between) {
      return Optional.empty();
    }
    Ride<R> ride = new Ride<>(command, lost);
    long patience = between; // who has waited so long goes alone
    lock.lock();
    try {
      waiting.add(ride);
      awaited = true;
      while (!ride.isOver() && (ride.taken || patience > 0)) {
        long left = deadline.remainingNanos();
        if (left <= 0) {
          throw new DeadlineExceededException("no answer to a commit to " + shard);
        }
        long pause = Math.min(left, ride.taken ? between : patience);
        patience -= pause - clock.await(lock, moved, pause);
      }
      if (ride.failure != null) {
        throw ride.failure;
      }
      return Optional.ofNullable(ride.arrived);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted during a commit to " + shard, e);
    } finally {
      ride.gone = true;
      waiting.remove(ride);
      awaited = !waiting.isEmpty();
      lock.unlock();
    }
  }

  /** How many wait for an append. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody goes along. */
  Taken nobody() {
    return new Taken(List.of());
  }

  /** Those who go along with one append, a merge behind all others. */
  Taken take() {
    if (!awaited) {
      return nobody();
    }
    lock.lock();
    try {
      List<Ride<?>> taken = new ArrayList<>();
      List<Ride<?>> merge = new ArrayList<>(1);
      for (Iterator<Ride<?>> each = waiting.iterator(); each.hasNext(); ) {
        Ride<?> ride = each.next();
        boolean isMerge = ride.command instanceof ApplyMerge;
        if (!isMerge || merge.isEmpty()) {
          ride.taken = true;
          (isMerge ? merge : taken).add(ride);
          each.remove();
        }
      }
      taken.addAll(merge);
      awaited = !waiting.isEmpty();
      return new Taken(taken);
    } finally {
      lock.unlock();
    }
  }

  /** Those who go along with one append, and what becomes of them. Used by one thread. */
  final class Taken implements AutoCloseable {
    private final List<Ride<?>> rides;
    private List<Object> results = List.of();
    private Optional<Step.Commit<?>> sent = Optional.empty();

    private Taken(List<Ride<?>> rides) {
      this.rides = rides;
    }

    boolean isEmpty() {
      return rides.isEmpty();
    }

    /** The step of an append together with them. */
    <R> Step<R> step(State before, Command<R> append, StepContext context) {
      if (isEmpty()) {
        return Step.of(before, append, context);
      }
      List<Command<?>> others = new ArrayList<>();
      rides.forEach(ride -> others.add(ride.command));
      Step<Together.Results<R>> step = Step.of(before, new Together<>(append, others), context);
      R result = step.result().first();
      if (step instanceof Step.Commit<Together.Results<R>> commit) {
        results = commit.result().others();
        return new Step.Commit<>(commit.next(), commit.diff(), result, commit.maintenance());
      }
      return new Step.NoOp<>(result);
    }

    /** The step is about to be committed: until there is an answer, nobody knows. */
    void sent(Step.Commit<?> commit) {
      sent = Optional.of(commit);
    }

    /** It was committed. */
    void arrived() {
      end(true);
    }

    /** It surely was not committed: they wait on. */
    void refused() {
      sent = Optional.empty();
    }

    private void end(boolean known) {
      Step.Commit<?> commit = sent.orElseThrow();
      sent = Optional.empty();
      if (isEmpty()) {
        return;
      }
      lock.lock();
      try {
        for (int i = 0; i < rides.size(); i++) {
          rides.get(i).end(commit, results.get(i), known);
        }
        moved.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Leaves nobody behind: who was sent is in doubt now, the others wait on. */
    @Override
    public void close() {
      if (sent.isPresent()) {
        end(false);
      }
      if (isEmpty()) {
        return;
      }
      lock.lock();
      try {
        for (Ride<?> ride : rides) {
          if (!ride.isOver() && !ride.gone) {
            ride.taken = false;
            waiting.add(ride);
          }
        }
        awaited = !waiting.isEmpty();
        moved.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
