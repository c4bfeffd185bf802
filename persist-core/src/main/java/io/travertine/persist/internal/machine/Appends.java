package io.travertine.persist.internal.machine;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.IdempotencyToken;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.machine.CommitLoop.Attempt;
import io.travertine.persist.internal.state.AppendOutcome;
import io.travertine.persist.internal.state.AppendPolicy;
import io.travertine.persist.internal.state.CompareAndAppend;
import io.travertine.persist.internal.state.HandleLabel;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Appends batches to one shard, each once: an append whose answer got lost is never repeated and
 * never given up before it is known what became of it (spec §4.4). Thread-safe.
 */
final class Appends {

  private final ShardLog log;
  private final NewestState newest;
  private final CommitLoop commits;
  private final MachineContext context;

  Appends(ShardLog log, NewestState newest, CommitLoop commits, MachineContext context) {
    this.log = log;
    this.newest = newest;
    this.commits = commits;
    this.context = context;
  }

  /**
   * Appends {@code batch} if the shard ends where it begins (spec §4.4).
   *
   * @throws InvalidUsageException if it is against the rules; nothing happened
   * @throws DeadlineExceededException if nobody answers by the deadline; it may have happened
   * @throws CancelledException if the thread is interrupted; it may have happened
   * @throws IndeterminateException if it may or may not have happened
   * @throws PersistException of any other kind if it was refused; nothing happened
   */
  AppendAnswer compareAndAppend(
      HollowBatch batch,
      WriterId writer,
      HandleLabel label,
      long leaseMillis,
      AppendPolicy policy,
      Deadline deadline) {
    IdempotencyToken token = IdempotencyToken.generate(context.seed());
    Frontier lower = batch.desc().lower();
    long forgetNanos =
        context.clock().monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(leaseMillis / 2);
    LostAnswers<AppendOutcome> lost = new LostAnswers<>(log.until(deadline));
    while (true) {
      Attempt<AppendOutcome> attempt;
      try {
        attempt =
            commits.attempt(
                "append to ",
                () -> new CompareAndAppend(batch, writer, token, now(), leaseMillis, label, policy),
                lost,
                deadline);
      } catch (CancelledException | DeadlineExceededException | IndeterminateException e) {
        throw e;
      } catch (RuntimeException e) {
        if (lost.isEmpty()) {
          throw e;
        }
        throw new IndeterminateException(
            "append %s of %s to %s may or may not have happened: its answer got lost, and then: %s"
                .formatted(token, batch.desc(), log.shardId(), e.getMessage()),
            e);
      }
      AppendOutcome outcome = attempt.result();
      if (outcome instanceof AppendOutcome.Appended appended) {
        context.metrics().appended(batch.updates(), batch.inlineBytes(), batch.storedBytes());
        commits.askForMaintenance(attempt, appended.requests());
        return new AppendAnswer.Appended();
      }
      if (outcome instanceof AppendOutcome.AlreadyCommitted) {
        check(lost.areUnknown(), "append " + token + " was committed although no answer got lost");
        return new AppendAnswer.Appended();
      }
      if (outcome instanceof AppendOutcome.Invalid invalid) {
        throw new InvalidUsageException(invalid.usage());
      }
      if (outcome instanceof AppendOutcome.InlineBackpressure) {
        context.metrics().backpressure();
        return new AppendAnswer.TooMuchInline();
      }
      if (outcome instanceof AppendOutcome.UpperMismatch mismatch) {
        boolean registered = context.clock().monotonicNanos() < forgetNanos;
        if (lost.areUnknown()) {
          checkNeverHappened(batch, token, mismatch, registered);
        }
        State fresh = newest.catchUp(attempt.seqNo(), lost.log());
        if (!fresh.upper().equals(lower)) {
          return new AppendAnswer.UpperMismatch(fresh.upper());
        }
        // What we knew was stale, and the caller learnt of the new upper by another way.
      }
    }
  }

  /**
   * Goes no further unless an append whose answer got lost was never committed, although the log
   * has forgotten it. The writer's entry in the state tells. A writer the state does not know never
   * wrote, or its lease is over; which it cannot be as long as half of it is left, for clocks
   * differ by less than the other half.
   *
   * @param registered whether the state would know the writer if it had written
   * @throws IndeterminateException if nobody knows any more
   */
  private void checkNeverHappened(
      HollowBatch batch,
      IdempotencyToken token,
      AppendOutcome.UpperMismatch mismatch,
      boolean registered) {
    Frontier writerUpper = mismatch.writerUpper();
    String append = "append " + token + " of " + batch.desc() + " to " + log.shardId();
    // Finalization takes the writers out of the state.
    boolean finalized = mismatch.shardUpper().isEmpty() && writerUpper.isEmpty();
    // It was tried on a shard that ended where it begins, and its writer had gone no further.
    check(
        finalized || writerUpper.lessEqual(batch.desc().lower()),
        append + " lost its answer, and its writer went on to " + writerUpper);
    boolean known = !writerUpper.equals(Frontier.minimum(writerUpper.domain()));
    if (finalized || (!known && !registered)) {
      throw new IndeterminateException(
          "cannot tell whether "
              + append
              + " happened: its answer got lost, and its version is gone");
    }
  }

  private void check(boolean holds, String evidence) {
    if (!holds) {
      throw newest.shared().poison(evidence, Optional.empty());
    }
  }

  private long now() {
    return context.clock().epochMillis();
  }
}
