package io.travertine.persist.txn;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commits the transactions of all threads of this process together. Whoever comes when nobody is
 * committing leads: it takes all that wait, and commits them by one append; those who come
 * meanwhile wait for the next leader, who is one of them. So a lone transaction waits for nobody,
 * and under load one append carries as many as came during the one before.
 *
 * <p>Threads that commit again and again would form two groups that take turns, each with half of
 * them. So the leader waits a moment for those who were there lately, for much less than an append
 * takes. Thread-safe.
 *
 * <p>Each thread has its own deadline and its own interrupts. A follower that gives up before it
 * was taken is as if it had never come. A leader that gives up in the middle of an append leaves
 * the others in doubt, as a lost answer would; the next leader finds out from the log whether they
 * were committed (see {@link CommitRound}).
 */
final class GroupCommit {

  private static final String IN_DOUBT = "it may or may not have been committed";

  /** A leader that would wait less for others does not wait: threads are not woken that fast. */
  private static final long LINGER_NANOS_MIN = TimeUnit.MICROSECONDS.toNanos(20);

  /** A leader waits no longer than that for others, however long an append takes. */
  private static final long LINGER_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(1);

  /** Who waits for an append that takes longer than that sleeps at once. */
  private static final long AWAKE_NANOS_MAX = TimeUnit.MICROSECONDS.toNanos(500);

  /** The threads of more find something to do for every processor while others are woken. */
  private static final int AWAKE_MEMBERS_MAX = 2 * Runtime.getRuntime().availableProcessors();

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Member> waiting = new ArrayDeque<>();
  private final Clock clock;
  private final Committer committer;
  private boolean led;

  // Changed under the lock.

  /** How many threads committed lately at the same time: the last group and who came during it. */
  private volatile int lately;

  /** What the last group took. */
  private volatile long lastNanos;

  /** The leader that waits for others, if one does. */
  private @Nullable Member lingering;

  /** Commits groups, one after the other. */
  interface Committer {

    /**
     * Tries to bring every member to its end; none is left without one, unless by an exception.
     *
     * @param joining more members, to be taken along with a further attempt
     * @param deadline of the thread that leads
     * @throws CancelledException or DeadlineExceededException if that thread gives up; those who
     *     have no end then are in doubt, or nothing happened to them
     */
    void commit(List<Member> group, Joining joining, Deadline deadline);
  }

  /** Whom to take along. */
  interface Joining {
    Collection<Member> take();
  }

  GroupCommit(Clock clock, Committer committer) {
    this.clock = clock;
    this.committer = committer;
  }

  /**
   * Commits a transaction.
   *
   * @throws DeadlineExceededException if there is no end by the deadline; it may be committed,
   *     unless the message says otherwise
   * @throws CancelledException if the thread is interrupted, likewise
   */
  CommitOutcome commit(Member member, Deadline deadline) {
    try {
      boolean leads = join(member);
      while (!member.isDone()) {
        if (leads) {
          lead(member, deadline);
        } else {
          await(member, deadline);
        }
        leads = takeLead(member);
      }
      return member.outcome();
    } finally {
      member.goes();
    }
  }

  /**
   * Waits with the others, and leads them if nobody does, or if it is the last to be waited for.
   */
  private boolean join(Member member) {
    lock.lock();
    try {
      waiting.add(member);
      if (lingering != null && waiting.size() >= lately) {
        lingering = null;
        return true;
      }
      return leads(member);
    } finally {
      lock.unlock();
    }
  }

  private boolean takeLead(Member member) {
    lock.lock();
    try {
      return leads(member);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the member leads now; with the lock given back meanwhile. */
  private boolean leads(Member member) {
    while (!led && !member.isDone()) {
      led = true;
      if (lingers(member)) {
        return true;
      }
    }
    return false;
  }

  /** Waits until something happened to the member. */
  private void await(Member member, Deadline deadline) {
    long left = Math.min(deadline.remainingNanos(), TimeUnit.HOURS.toNanos(1));
    boolean interrupted = false;
    if (left > 0) {
      try {
        member.awaitCall(clock, left, awakeNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        interrupted = true;
      } finally {
        member.callOthers();
      }
      if (!interrupted) {
        return;
      }
    }
    lock.lock();
    try {
      if (member.isDone()) {
        return;
      }
      String given = given(up(member));
      RuntimeException gone =
          interrupted
              ? new CancelledException("interrupted while committing: " + given)
              : new DeadlineExceededException("no answer to a commit by its deadline: " + given);
      member.fail(gone); // nobody is to lead for it, nor to try it again
      throw gone;
    } finally {
      lock.unlock();
    }
  }

  /**
   * How long to wait without sleeping. Where an append takes as long as a thread takes to wake up,
   * threads that slept would come as long after its end again, one after the other.
   */
  private long awakeNanos() {
    boolean few = lately > 1 && lately <= AWAKE_MEMBERS_MAX;
    return few && lastNanos <= AWAKE_NANOS_MAX ? 2 * lastNanos : 0;
  }

  /** Whether the member leaves before anything happened to it. */
  private boolean up(Member member) {
    if (!waiting.remove(member)) {
      return false;
    }
    member.leave();
    if (!led && !waiting.isEmpty()) {
      waiting.getFirst().call(); // perhaps it was this one's turn to lead
    }
    return member.isUntouched();
  }

  private static String given(boolean up) {
    return up ? "nothing happened" : "it may or may not have happened";
  }

  /** Leads all who wait. */
  private void lead(Member self, Deadline deadline) {
    List<Member> group = takeWaiting();
    long start = clock.monotonicNanos();
    Joining joining =
        () -> {
          List<Member> more = takeWaiting();
          group.addAll(more);
          return more;
        };
    RuntimeException broken = null;
    try {
      committer.commit(List.copyOf(group), joining, deadline);
    } catch (CancelledException | DeadlineExceededException e) {
      self.fail(e);
    } catch (RuntimeException e) {
      broken = e;
    } catch (Error e) {
      // The trouble of one thread: the others find out what became of them, or try again.
      boolean inDoubt = self.inDoubtSince().isPresent();
      self.fail(new IndeterminateException(inDoubt ? IN_DOUBT : "an error ended a commit", e));
      if (!inDoubt) {
        throw e;
      }
    } finally {
      end(self, group, clock.monotonicNanos() - start, broken);
    }
  }

  /**
   * Waits a moment for others, with the lock given back meanwhile.
   *
   * @return whether it leads them; else the last of them does
   */
  private boolean lingers(Member self) {
    long nanos = Math.min(lastNanos / 2, LINGER_NANOS_MAX);
    if (waiting.size() >= lately || nanos < LINGER_NANOS_MIN) {
      return true;
    }
    lingering = self;
    lock.unlock();
    try {
      self.awaitCall(clock, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // which the append will notice, or the wait for it
    } finally {
      self.callOthers();
      lock.lock();
    }
    boolean leads = lingering == self;
    if (leads) {
      lingering = null;
    }
    return leads;
  }

  /**
   * Ends the lead. The next leader is called first: the disk waits for it. Then those who are
   * awake, who call the others.
   */
  private void end(Member self, List<Member> group, long nanos, @Nullable RuntimeException broken) {
    List<Member> ended = new ArrayList<>(group.size());
    Optional<Member> next;
    lock.lock();
    try {
      led = false;
      lately = group.size() + waiting.size();
      lastNanos = nanos;
      for (int i = group.size() - 1; i >= 0; i--) {
        Member each = group.get(i);
        if (broken != null) {
          each.breakOff(broken);
        } else if (!each.isDone()) {
          waiting.addFirst(each);
        }
        if (each != self && each.isDone()) {
          ended.add(each);
        }
      }
      next = Optional.ofNullable(waiting.peekFirst());
    } finally {
      lock.unlock();
    }
    next.ifPresent(Member::call);
    Member.callAll(awakeFirst(ended));
  }

  private static List<Member> awakeFirst(List<Member> members) {
    List<Member> ordered = new ArrayList<>(members.size());
    List<Member> asleep = new ArrayList<>();
    for (Member each : members) {
      (each.isAwake() ? ordered : asleep).add(each);
    }
    ordered.addAll(asleep);
    return ordered;
  }

  /** How many wait for the next leader. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private List<Member> takeWaiting() {
    lock.lock();
    try {
      List<Member> taken = new ArrayList<>(waiting);
      waiting.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
