package io.travertine.persist.txn;

import io.travertine.persist.StagedBatch;
import io.travertine.persist.id.Seed;
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

  /** A batch, and the id of the entry that is going to commit it. */
  record Named(StagedBatch batch, UUID uuid) {}

  private final Txn.Prepared prepared;
  private final List<Named> batches = new ArrayList<>();
  private final Optional<CommitCheck> check;

  /** No earlier time may be that of its commit. */
  private final long notBefore;

  /** The check has seen everything committed up to it. */
  private long seen;

  /** Since when it may have been committed already, by an append that nobody knows the end of. */
  private OptionalLong inDoubtSince = OptionalLong.empty();

  // Each has its own, so that those who are called do not queue up for one.
  private final ReentrantLock calling = new ReentrantLock();
  private final Condition called = calling.newCondition();
  private boolean isCalled;

  // Guarded by the lock of the group commit.
  private @Nullable CommitOutcome outcome;
  private @Nullable RuntimeException failure;
  private boolean untouched;

  Member(Txn.Prepared prepared, Optional<CommitCheck> check, long notBefore, Seed seed) {
    this.prepared = prepared;
    this.check = check;
    this.notBefore = notBefore;
    this.seen = check.map(CommitCheck::readTime).orElse(0L);
    for (StagedBatch batch : prepared.batches()) {
      batches.add(new Named(batch, seed.uuid()));
    }
  }

  Txn.Prepared prepared() {
    return prepared;
  }

  List<Named> batches() {
    return batches;
  }

  Optional<CommitCheck> check() {
    return check;
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

  Set<UUID> uuids() {
    Set<UUID> uuids = new HashSet<>();
    batches.forEach(batch -> uuids.add(batch.uuid()));
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

  /** Tells the one thread that may wait for it to look again. */
  void call() {
    calling.lock();
    try {
      isCalled = true;
      called.signal();
    } finally {
      calling.unlock();
    }
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

  /** Ends it without its having been tried. */
  void reject(RuntimeException why) {
    if (!isDone()) {
      failure = why;
      untouched = true;
    }
  }

  /** It leaves before it was tried. */
  void leave() {
    untouched = true;
  }

  /** Whether it surely was not committed, although it has no outcome. */
  boolean isUntouched() {
    return untouched && inDoubtSince.isEmpty();
  }

  void fail(RuntimeException why) {
    if (!isDone()) {
      failure = why;
    }
  }

  /** How it ended. */
  CommitOutcome outcome() {
    if (failure != null) {
      throw failure;
    }
    if (outcome == null) {
      throw new IllegalStateException("the transaction is still to be committed");
    }
    return outcome;
  }
}
