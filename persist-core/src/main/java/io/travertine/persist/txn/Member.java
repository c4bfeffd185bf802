package io.travertine.persist.txn;

import io.travertine.persist.StagedBatch;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A transaction that waits to be committed with others. Guarded by who commits the group. */
final class Member {

  private static final String IN_DOUBT =
      "the transaction may or may not have been committed, look for what it wrote before trying"
          + " again";

  private final Txn.Prepared prepared;
  private final List<PendingWrite> writes = new ArrayList<>();
  private final Optional<CommitCheck> check;
  private final Set<ShardId> watched;

  /** No earlier time may be that of its commit. */
  private final long notBefore;

  /** The check has seen everything committed up to it. */
  private long seen;

  /** Since when it may have been committed already, by an append that nobody knows the end of. */
  private OptionalLong inDoubtSince = OptionalLong.empty();

  // Each has its own, so that those who are called do not queue up for one.
  private final ReentrantLock calling = new ReentrantLock();
  private final Condition called = calling.newCondition();
  private volatile boolean isCalled;
  private volatile boolean isAwake;
  private boolean isGone;
  private final List<List<Member>> toCall = new ArrayList<>(1);

  // Set by who commits the group, or under its lock.
  private volatile @Nullable CommitOutcome outcome;
  private volatile @Nullable RuntimeException failure;
  private volatile boolean untouched;

  Member(Txn.Prepared prepared, Optional<CommitCheck> check, long notBefore, Seed seed) {
    this.prepared = prepared;
    this.check = check;
    this.watched = check.map(CommitCheck::shards).orElse(Set.of());
    this.notBefore = notBefore;
    this.seen = check.map(CommitCheck::readTime).orElse(0L);
    for (StagedBatch batch : prepared.batches()) {
      writes.add(PendingWrite.of(batch, seed.uuid()));
    }
  }

  Txn.Prepared prepared() {
    return prepared;
  }

  List<PendingWrite> writes() {
    return writes;
  }

  Optional<CommitCheck> check() {
    return check;
  }

  /** The shards that its check asks about. */
  Set<ShardId> watched() {
    return watched;
  }

  long notBefore() {
    return notBefore;
  }

  long seen() {
    return seen;
  }

  void seen(long time) {
    seen = Math.max(seen, time);
  }

  // ---- doubt

  void doubtSince(long upper) {
    if (inDoubtSince.isEmpty()) {
      inDoubtSince = OptionalLong.of(upper);
    }
  }

  OptionalLong inDoubtSince() {
    return inDoubtSince;
  }

  /** None of the appends that it went into happened, nor will. */
  void isNotInDoubt() {
    inDoubtSince = OptionalLong.empty();
  }

  Set<UUID> uuids() {
    Set<UUID> uuids = new HashSet<>();
    writes.forEach(write -> uuids.add(write.uuid()));
    return uuids;
  }

  // ---- waiting

  /**
   * Waits until it was called since it last waited, but no longer than {@code nanos}.
   *
   * @throws InterruptedException if the thread is interrupted before or while it waits
   */
  void awaitCall(Clock clock, long nanos) throws InterruptedException {
    calling.lock();
    try {
      if (!isCalled) {
        clock.await(calling, called, nanos);
      }
      isCalled = false;
    } finally {
      calling.unlock();
    }
  }

  /**
   * The same, but without sleeping for the first {@code awake} nanoseconds.
   *
   * @throws InterruptedException likewise
   */
  void awaitCall(Clock clock, long nanos, long awake) throws InterruptedException {
    long left = nanos;
    if (awake > 0) {
      long start = clock.monotonicNanos();
      isAwake = true;
      try {
        clock.spin(() -> isCalled, Math.min(awake, nanos));
      } finally {
        isAwake = false;
      }
      left -= clock.monotonicNanos() - start;
    }
    awaitCall(clock, left);
  }

  /** Whether its thread waits without sleeping: to call it costs next to nothing. */
  boolean isAwake() {
    return isAwake;
  }

  /** Tells the one thread that may wait for it to look again. */
  void call() {
    call(List.of());
  }

  /**
   * The same, and to call others in turn.
   *
   * @return whether it will call them; it does not if it has gone
   */
  private boolean call(List<Member> others) {
    calling.lock();
    try {
      if (isGone) {
        return false;
      }
      isCalled = true;
      if (!others.isEmpty()) {
        toCall.add(others);
      }
      called.signal();
      return true;
    } finally {
      calling.unlock();
    }
  }

  /**
   * Calls all: some by itself and the others through them, since calling one takes about as long as
   * it takes that one to come.
   */
  static void callAll(List<Member> members) {
    List<Member> left = members;
    while (!left.isEmpty()) {
      int half = (left.size() + 1) / 2;
      List<Member> theirs = left.subList(1, half);
      if (!left.get(0).call(theirs)) {
        callAll(theirs);
      }
      left = left.subList(half, left.size());
    }
  }

  /** Calls whom it was asked to call. */
  void callOthers() {
    List<List<Member>> others;
    calling.lock();
    try {
      if (toCall.isEmpty()) {
        return;
      }
      others = List.copyOf(toCall);
      toCall.clear();
    } finally {
      calling.unlock();
    }
    others.forEach(Member::callAll);
  }

  /** Its thread waits no more, and calls nobody any more but those it was asked to already. */
  void goes() {
    calling.lock();
    try {
      isGone = true;
    } finally {
      calling.unlock();
    }
    callOthers();
  }

  // ---- the end

  boolean isDone() {
    return outcome != null || failure != null;
  }

  void end(CommitOutcome how) {
    if (!isDone()) {
      outcome = how;
    }
  }

  /** Ends it without its having been tried; or in doubt, if an earlier append may have it. */
  void reject(RuntimeException why) {
    if (!isDone()) {
      failure = orInDoubt(why);
      untouched = true;
    }
  }

  /** What to tell somebody of {@code why} it went no further. */
  private RuntimeException orInDoubt(RuntimeException why) {
    if (inDoubtSince.isPresent()) {
      return new IndeterminateException(IN_DOUBT + ": " + why.getMessage(), why);
    }
    return why instanceof IndeterminateException
        ? new DeterminateException("nothing was committed: " + why.getMessage(), why)
        : why;
  }

  /** It leaves before it was tried. */
  void leave() {
    untouched = true;
  }

  /** Whether it surely was not committed, although it has no outcome. */
  boolean isUntouched() {
    return untouched && inDoubtSince.isEmpty();
  }

  /** Ends it because those who were tried with it could not be committed. */
  void breakOff(RuntimeException why) {
    if (!isDone()) {
      failure = inDoubtSince.isPresent() ? orInDoubt(why) : why;
    }
  }

  void fail(RuntimeException why) {
    if (!isDone()) {
      failure = why;
    }
  }

  /** How it ended. */
  CommitOutcome outcome() {
    RuntimeException why = failure;
    if (why != null) {
      throw why;
    }
    CommitOutcome how = outcome;
    if (how == null) {
      throw new IllegalStateException("the transaction is still to be committed");
    }
    return how;
  }
}
