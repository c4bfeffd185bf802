package io.travertine.persist.internal.machine;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.LocationUnusableException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.error.ReadOnlyException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.metrics.CommandMetrics;
import io.travertine.persist.internal.metrics.MachineMetrics;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.state.Command;
import io.travertine.persist.internal.state.Maintenance;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.Step;
import io.travertine.persist.internal.state.StepContext;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.pubsub.PubSub;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits commands on one shard: computes the next state and its diff, and appends the diff to the
 * shard's log by compare-and-set (spec §4.1). Nothing is locked meanwhile; the compare-and-set
 * decides who wins, and losers compute again on the winner's state. Thread-safe.
 */
final class CommitLoop {

  private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);

  private static final long TURN_NANOS = Duration.ofSeconds(1).toNanos();

  /** Who was beaten so often by other processes asks them to wait. */
  private static final int BEATEN_MAX = 3;

  private final ShardLog log;
  private final NewestState newest;
  private final MachineContext context;
  private final BiConsumer<Maintenance, List<MergeRequest>> maintenance;
  private final Retry retry;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Rides rides;

  /**
   * @param maintenance is told what background work commits ask for
   */
  CommitLoop(
      ShardLog log,
      NewestState newest,
      MachineContext context,
      BiConsumer<Maintenance, List<MergeRequest>> maintenance) {
    this.log = log;
    this.newest = newest;
    this.context = context;
    this.maintenance = maintenance;
    this.retry = context.retry();
    this.rides = new Rides(log.shardId(), context.clock());
  }

  // ---- whole commands

  <R> R commit(Supplier<Command<R>> command) {
    return commit(command, Deadline.none());
  }

  /** Commits a command that may as well be committed twice. */
  <R> R commit(Supplier<Command<R>> command, Deadline deadline) {
    return commit(command, new LostAnswers<>(log.until(deadline)), deadline);
  }

  /**
   * Commits a command that must not be committed again once others have gone on from it: what it
   * links may have been unlinked and deleted since.
   *
   * @param assumed the result when nobody knows any more whether it was committed
   */
  <R> R commitOnce(Command<R> command, R assumed) {
    return commit(() -> command, new LostAnswers<>(log, assumed), Deadline.none());
  }

  <R> R commit(Supplier<Command<R>> command, LostAnswers<R> lost, Deadline deadline) {
    Attempt<R> attempt = attempt("commit to ", command, lost, deadline);
    askForMaintenance(attempt, List.of());
    return attempt.result();
  }

  /** Attempts again for as long as it is in doubt, until {@code deadline}. */
  <R> Attempt<R> attempt(
      String what, Supplier<Command<R>> command, LostAnswers<R> lost, Deadline deadline) {
    return retry.retryExternal(
        what + log.shardId(), deadline, () -> attempt(command.get(), lost, deadline));
  }

  /** Tells of the background work that is due after {@code attempt}, besides {@code requests}. */
  void askForMaintenance(Attempt<?> attempt, List<MergeRequest> requests) {
    if (attempt.commit().isEmpty()) {
      return;
    }
    Maintenance due = attempt.commit().get().maintenance();
    MachineMetrics metrics = context.metrics();
    due.rollup().ifPresent(seqNo -> metrics.requested(MachineMetrics.Upkeep.ROLLUP));
    due.gc().ifPresent(seqNo -> metrics.requested(MachineMetrics.Upkeep.GARBAGE_COLLECTION));
    requests.forEach(request -> metrics.requested(MachineMetrics.Upkeep.COMPACTION));
    maintenance.accept(due, requests);
  }

  // ---- one attempt

  /** What one command came to, on the state of {@code seqNo}. */
  record Attempt<R>(SeqNo seqNo, R result, Optional<Step.Commit<R>> commit) {
    static <R> Attempt<R> of(Step.Commit<R> commit) {
      return new Attempt<>(commit.next().seqNo(), commit.result(), Optional.of(commit));
    }
  }

  /**
   * Applies {@code command} to newer and newer states until it commits or there is nothing to
   * commit.
   *
   * @throws IndeterminateException if it may or may not have been committed
   */
  <R> Attempt<R> attempt(Command<R> command, LostAnswers<R> lost, Deadline deadline) {
    CommandMetrics metrics = context.metrics().commands();
    long start = clock().monotonicNanos();
    try {
      Attempt<R> attempt = commitInTurn(command, lost, deadline);
      metrics.ended(
          command.getClass(), attempt.commit().isPresent(), clock().monotonicNanos() - start);
      return attempt;
    } catch (RuntimeException e) {
      metrics.failed(command.getClass(), clock().monotonicNanos() - start);
      throw e;
    }
  }

  private <R> Attempt<R> commitInTurn(Command<R> command, LostAnswers<R> lost, Deadline deadline) {
    if (command.isPatient() && lost.isEmpty()) {
      Optional<Attempt<R>> along = rides.await(command, lost, deadline);
      if (along.isPresent()) {
        return along.get();
      }
    }
    boolean mine = takeTurn(deadline);
    Consensus.Turn alone = Consensus.Turn.NONE;
    try {
      for (int beaten = 1; ; beaten++) {
        Optional<Attempt<R>> attempt = commitNext(command, lost);
        if (attempt.isPresent()) {
          return attempt.get();
        }
        if (beaten == BEATEN_MAX) {
          long most = Math.max(0, Math.min(TURN_NANOS, deadline.remainingNanos()));
          alone = log.takeTurn(Duration.ofNanos(most));
        }
      }
    } finally {
      if (mine) {
        turn.unlock();
      }
      alone.close();
    }
  }

  /** Nothing if another commit was first. */
  private <R> Optional<Attempt<R>> commitNext(Command<R> command, LostAnswers<R> lost) {
    State before = newest.confirmed(lost.log());
    Optional<Step.Commit<R>> happened = lost.happened(before.seqNo());
    if (happened.isPresent()) {
      return Optional.of(Attempt.of(happened.get()));
    }
    if (lost.assumed().isPresent()) {
      return Optional.of(new Attempt<>(before.seqNo(), lost.assumed().get(), Optional.empty()));
    }
    try (Rides.Taken along = command.isWrite() ? rides.take() : rides.nobody()) {
      Step<R> step = newest.guarded(() -> along.step(before, command, stepContext()));
      if (!(step instanceof Step.Commit<R> commit)) {
        return Optional.of(new Attempt<>(before.seqNo(), step.result(), Optional.empty()));
      }
      Versioned version = new Versioned(commit.next().seqNo(), commit.diff().encode());
      CasOutcome outcome;
      along.sent(commit);
      long start = clock().monotonicNanos();
      try {
        outcome = lost.log().append(before.seqNo(), version);
      } catch (LocationUnusableException
          | ReadOnlyException
          | CorruptException
          | FormatTooNewException e) {
        throw e; // it was refused: nothing happened
      } catch (PersistException e) {
        lost.add(commit);
        throw e;
      }
      if (outcome == CasOutcome.COMMITTED) {
        publish(commit.next());
        along.arrived();
        if (command.isWrite()) {
          rides.appended(clock().monotonicNanos() - start);
        }
        context.metrics().committed(version.data().length);
        tellOthers(version);
        return Optional.of(Attempt.of(commit));
      }
      along.refused();
    }
    context.metrics().commands().mismatch(command.getClass());
    newest.learnWhoWon(before.seqNo(), lost.log());
    return Optional.empty();
  }

  /** A shard that turns out to be broken now has the commit all the same: the next one is told. */
  private void publish(State committed) {
    try {
      newest.publish(committed);
    } catch (PoisonedException e) {
      LOG.debug("{}: {} is committed to a broken shard", log.shardId(), committed.seqNo(), e);
    }
  }

  private void tellOthers(Versioned version) {
    if (context.pubSub() != PubSub.NONE) {
      context.metrics().pushed();
      context.pubSub().push(log.shardId(), version.seqNo(), version.data());
    }
  }

  /**
   * Waits a while for other commits of this process, which would only make ours compute again. Goes
   * ahead without the turn when it takes too long: the compare-and-set decides anyway.
   */
  private boolean takeTurn(Deadline deadline) {
    try {
      long nanos = Math.min(TURN_NANOS, deadline.remainingNanos());
      boolean waits = turn.isLocked();
      long start = clock().monotonicNanos();
      boolean mine = context.clock().tryLock(turn, nanos);
      if (waits) {
        context.metrics().commands().waited(clock().monotonicNanos() - start);
      }
      return mine;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted before a commit to " + log.shardId(), e);
    }
  }

  private StepContext stepContext() {
    return new StepContext(
        clock().epochMillis(), context.version(), context.hostname(), context.policy());
  }

  private Clock clock() {
    return context.clock();
  }
}
