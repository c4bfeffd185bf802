package io.travertine.persist.txn;

import io.travertine.persist.AppendResult;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.TxnEntry.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Commits groups of transactions (spec §11.2): whoever the admission lets in goes into one append,
 * each at a time of its own, in the order in which they came. If others were faster, what they
 * committed is read and checked, and the append tried again; nothing is uploaded twice.
 *
 * <p>An append whose end nobody knows is not guessed at: each entry has an id, so the log tells. It
 * is enough to look when the next append is refused, for if that one succeeds, no earlier one of
 * the same upper can.
 */
final class CommitRound implements GroupCommit.Committer {

  /**
   * So many bytes of useless entries go with a commit, or twice as many as it brings: more would
   * not fit into the state with it, and be a blob that everybody waits for.
   */
  private static final long RETRACTED_BYTES = 24 << 10;

  private static final int ATTEMPTS_MAX = 1_000;
  private static final int ATTEMPTS_AT_ONCE = 3;
  private static final long PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long TURN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private final TxnLog log;
  private final Clock clock;
  private final Seed seed;
  private final TxnLimits limits;

  /** Since when somebody is in doubt, or the end of time. */
  private volatile long inDoubtSince = Long.MAX_VALUE;

  CommitRound(TxnLog log, Clock clock, Seed seed, TxnLimits limits) {
    this.log = log;
    this.clock = clock;
    this.seed = seed;
    this.limits = limits;
  }

  @Override
  public void commit(List<Member> members, GroupCommit.Joining joining, Deadline deadline) {
    List<Member> group = new ArrayList<>(members);
    Consensus.Turn alone = Consensus.Turn.NONE;
    try {
      int attempt = 0;
      while (!attempt(group, deadline)) {
        alone.close();
        alone = again(++attempt, deadline);
        group.addAll(joining.take());
      }
    } finally {
      alone.close();
    }
  }

  /** Whether everybody has come to an end; if not, others were faster. */
  private boolean attempt(List<Member> group, Deadline deadline) {
    while (true) {
      long upper = log.cache().progress();
      resolveDoubts(group, upper);
      group.removeIf(Member::isDone);
      Admission admission = new Admission(log.cache(), upper);
      group.forEach(admission::consider);
      group.removeIf(Member::isDone);
      if (admission.admitted().isEmpty()) {
        inDoubtSince = Long.MAX_VALUE;
        return true;
      }
      if (!append(admission, upper, deadline)) {
        return false;
      }
    }
  }

  /**
   * Keeps other processes from committing, where that can be done, and learns what they committed
   * before: else the one that was first, which knows its own commits, would be first again.
   */
  private Consensus.Turn takeTurn(Deadline deadline) {
    long nanos = Math.max(0, Math.min(TURN_NANOS_MAX, deadline.remainingNanos()));
    Consensus.Turn turn = log.takeTurn(Duration.ofNanos(nanos));
    if (turn == Consensus.Turn.NONE) {
      return turn;
    }
    boolean sound = false;
    try {
      log.catchUp(log.fetchUpper());
      sound = true;
      return turn;
    } finally {
      if (!sound) {
        turn.close();
      }
    }
  }

  /** Finds out what became of those whom an append left in doubt, from the log up to its upper. */
  private void resolveDoubts(List<Member> group, long upper) {
    for (Member member : group) {
      if (member.inDoubtSince().isEmpty()) {
        continue;
      }
      long since = member.inDoubtSince().getAsLong();
      OptionalLong committed = log.cache().find(member.uuids(), since);
      if (committed.isPresent()) {
        member.end(new CommitOutcome.Committed(committed.getAsLong()));
      } else if (log.cache().windowStart() > since) {
        member.fail(
            new IndeterminateException(
                "cannot tell whether a transaction was committed at or after "
                    + since
                    + ": its answer got lost, and what happened since is known from "
                    + log.cache().windowStart()
                    + " on"));
      } else if (upper > since) {
        member.isNotInDoubt(); // others took the place of its append
      }
    }
  }

  /** Whether it was appended; if not, what others committed is known now. */
  private boolean append(Admission admission, long expected, Deadline deadline) {
    long last = admission.schedule(Math.max(clock.epochMicros(), expected));
    List<TxnsCache.Change> changes = new ArrayList<>();
    List<Update<String, byte[]>> updates = new ArrayList<>();
    for (Admission.Admitted each : admission.admitted()) {
      each.changes()
          .forEach(
              change -> {
                changes.add(change);
                updates.add(change.entry().update(each.time(), change.diff()));
              });
    }
    long bytes = 0;
    for (TxnsCache.Change change : changes) {
      bytes += change.entry().raw().size();
    }
    long retracted = Math.max(RETRACTED_BYTES, 2 * bytes);
    for (Write useless : log.cache().removable(limits.retractions(), retracted)) {
      changes.add(new TxnsCache.Change(useless, -1));
      updates.add(useless.update(last, -1));
    }
    AppendResult result;
    try {
      result = log.append(updates, expected, last + 1, deadline);
    } catch (CancelledException | DeadlineExceededException | Error e) {
      doubt(admission, expected);
      throw e;
    } catch (IndeterminateException e) {
      doubt(admission, expected);
      log.catchUp(log.fetchUpper());
      return false;
    } catch (PersistException e) {
      throw e; // it was refused: nothing happened
    } catch (RuntimeException e) {
      doubt(admission, expected);
      throw e;
    }
    if (result instanceof AppendResult.UpperMismatch mismatch) {
      log.catchUp(mismatch.actual().only());
      return false;
    }
    try {
      log.cache().advance(changes, expected, last + 1);
      for (Admission.Admitted each : admission.admitted()) {
        each.member().end(new CommitOutcome.Committed(each.time()));
      }
      return true;
    } catch (RuntimeException | Error e) {
      doubt(admission, expected);
      throw e;
    }
  }

  private void doubt(Admission admission, long since) {
    inDoubtSince = Math.min(inDoubtSince, since);
    admission.admitted().forEach(each -> each.member().doubtSince(since));
  }

  /** What was committed from then on is needed to find out what became of somebody. */
  long inDoubtSince() {
    return inDoubtSince;
  }

  /** Before a further attempt: a turn of ours, if there are such, for who was beaten often. */
  private Consensus.Turn again(int attempt, Deadline deadline) {
    if (attempt >= ATTEMPTS_MAX) {
      throw new DeterminateException("others were faster " + attempt + " times in a row");
    }
    if (deadline.hasPassed()) {
      throw new DeadlineExceededException(
          "not committed by the deadline: others were faster " + attempt + " times");
    }
    if (attempt <= ATTEMPTS_AT_ONCE) {
      return Consensus.Turn.NONE;
    }
    Consensus.Turn turn = takeTurn(deadline);
    if (turn != Consensus.Turn.NONE) {
      return turn;
    }
    long most = Math.min(PAUSE_NANOS_MAX, TimeUnit.MILLISECONDS.toNanos(1) << Math.min(6, attempt));
    try {
      clock.sleep((long) (most * seed.fraction()));
      return turn;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while committing", e);
    }
  }
}
