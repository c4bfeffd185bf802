package io.travertine.persist.internal.machine;

import io.travertine.persist.data.Schema;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.IdempotencyToken;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.metrics.CommandMetrics;
import io.travertine.persist.internal.metrics.MachineMetrics;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.state.AddRollup;
import io.travertine.persist.internal.state.AppendOutcome;
import io.travertine.persist.internal.state.AppendPolicy;
import io.travertine.persist.internal.state.ApplyMerge;
import io.travertine.persist.internal.state.BecomeTombstone;
import io.travertine.persist.internal.state.Command;
import io.travertine.persist.internal.state.CompactionPolicy;
import io.travertine.persist.internal.state.CompareAndAppend;
import io.travertine.persist.internal.state.CompareAndDowngradeSince;
import io.travertine.persist.internal.state.CriticalDowngradeOutcome;
import io.travertine.persist.internal.state.CriticalReader;
import io.travertine.persist.internal.state.DowngradeOutcome;
import io.travertine.persist.internal.state.DowngradeSince;
import io.travertine.persist.internal.state.ExertSpine;
import io.travertine.persist.internal.state.ExpireLeasedReader;
import io.travertine.persist.internal.state.ExpireWriter;
import io.travertine.persist.internal.state.HandleLabel;
import io.travertine.persist.internal.state.HollowRollup;
import io.travertine.persist.internal.state.LeasedReader;
import io.travertine.persist.internal.state.Maintenance;
import io.travertine.persist.internal.state.RegisterCriticalReader;
import io.travertine.persist.internal.state.RegisterLeasedReader;
import io.travertine.persist.internal.state.RemoveRollups;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.Step;
import io.travertine.persist.internal.state.StepContext;
import io.travertine.persist.internal.state.TakeOverMaintenance;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.pubsub.PubSub;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Commits commands on one shard: computes the next state and its diff, and appends the diff to the
 * shard's log by compare-and-set (spec §4.1). Nothing is locked meanwhile; the compare-and-set
 * decides who wins, and losers compute again on the winner's state.
 *
 * <p>Thread-safe. All handles of the shard in this process share it.
 */
public final class Machine {

  private static final long TURN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final ShardLog log;
  private final SharedState shared;
  private final MachineContext context;
  private final Retry retry;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final UpperWatch watch;
  private final ToldVersions told;
  private final PubSub.Subscription subscription;

  Machine(ShardLog log, State initial, MachineContext context) {
    this.log = log;
    this.shared = new SharedState(initial);
    this.context = context;
    this.retry = context.retry();
    this.watch =
        new UpperWatch(
            shared,
            deadline -> refresh(log.until(deadline)),
            this::isTold,
            context.clock(),
            context.seed(),
            context.metrics());
    this.told = new ToldVersions(shared, watch, context.metrics());
    this.subscription = context.pubSub().subscribe(log.shardId(), new WeakReceiver(told));
  }

  /** Whether others tell us what they commit. */
  private boolean isTold() {
    return subscription.isLive();
  }

  /** To be closed when nobody uses the shard any more; does not refer to this. */
  public PubSub.Subscription subscription() {
    return subscription;
  }

  /** Opens the shard of {@code log}, which is created if there is none. */
  public static Machine open(ShardLog log, MachineContext context) {
    return new Machine(log, log.open(context), context);
  }

  public ShardId shardId() {
    return log.shardId();
  }

  /** The log it commits to. */
  public ShardLog log() {
    return log;
  }

  /** What this process knows of the shard. */
  public SharedState shared() {
    return shared;
  }

  /** Whether nothing can be committed. */
  boolean isReadOnly() {
    return log.isReadOnly();
  }

  Clock clock() {
    return context.clock();
  }

  // ---- finding out

  /** The newest state there is, whatever was told: one read of Consensus. */
  public State refresh() {
    return refresh(log);
  }

  /** The newest state that is known by more than hearsay: one read of Consensus. */
  public State refreshConfirmed() {
    refresh();
    return shared.known().confirmed();
  }

  private State refresh(ShardLog from) {
    Hearsay known = shared.known();
    ShardLog.Newest newest = guarded(() -> from.newerThan(known));
    context.metrics().fetched(newest.path());
    State confirmed = shared.publish(newest.state());
    watch.known();
    return confirmed;
  }

  /**
   * The newest state that this process knows to be in Consensus; a read of it if there are newer
   * ones that it was only told of. What is to last is built on no other.
   */
  public State confirmed() {
    return confirmed(log);
  }

  private State confirmed(ShardLog from) {
    Hearsay known = shared.known();
    return known.isConfirmed() ? known.confirmed() : refresh(from);
  }

  /** A state newer than {@code seen}, or the newest there is. */
  private State catchUp(SeqNo seen, ShardLog from) {
    State local = shared.known().confirmed();
    return seen.isBefore(local.seqNo()) ? local : refresh(from);
  }

  /**
   * Waits until the shard's upper is beyond {@code frontier}: woken by this process and by pushes,
   * looking in Consensus for the rest.
   *
   * @throws DeadlineExceededException if it is not by the deadline
   */
  public State awaitUpperPast(Frontier frontier, Deadline deadline) {
    return watch.awaitUpperPast(frontier, deadline);
  }

  /**
   * Why a blob is gone that {@code reader} has leased in version {@code leased}: because it lost or
   * gave back its lease, or by a bug, which stops every handle of the shard in this process.
   *
   * @param missing the evidence
   * @return what to throw: a {@link LeaseExpiredException} or a {@link PoisonedException}; the
   *     evidence itself where readers are not registered
   */
  public PersistException missing(
      LeasedReaderId reader, SeqNo leased, BlobMissingException missing) {
    if (isReadOnly()) {
      return missing;
    }
    State newest = refresh();
    Optional<LeasedReader> known = newest.contents().leasedReaders().get(reader);
    if (known.isEmpty()) {
      return new LeaseExpiredException(
          missing.getMessage()
              + ": reader "
              + reader
              + " of "
              + shardId()
              + " is closed or was silent for longer than its lease");
    }
    if (leased.isBefore(known.get().seqNo())) {
      return new LeaseExpiredException(
          missing.getMessage()
              + ": reader "
              + reader
              + " of "
              + shardId()
              + " has given back "
              + leased
              + " and holds "
              + known.get().seqNo());
    }
    return shared.poison(
        missing.getMessage()
            + ": reader "
            + reader
            + " of "
            + shardId()
            + " holds "
            + known.get().seqNo()
            + " and has leased it in "
            + leased
            + ", the newest version is "
            + newest.seqNo(),
        Optional.of(missing));
  }

  // ---- commands

  /**
   * Registers a reader, which keeps itself alive from then on. Where nothing can be committed it is
   * not registered: nobody knows what it reads, so others may remove that.
   */
  public ShardReader registerReader(
      String purpose, Duration lease, ScheduledExecutorService heartbeats) {
    LeasedReaderId id = LeasedReaderId.generate(context.seed());
    if (isReadOnly()) {
      State now = shared.current();
      return new ShardReader(this, id, now.seqNo(), now.since(), lease, heartbeats);
    }
    HandleLabel label = new HandleLabel(context.hostname(), purpose);
    LeasedReader registered =
        commit(() -> new RegisterLeasedReader(id, label, lease.toMillis(), now(), false));
    ShardReader reader =
        new ShardReader(this, id, registered.seqNo(), registered.since(), lease, heartbeats);
    reader.startHeartbeats(context.seed().fraction());
    return reader;
  }

  /** Moves a reader's holds; its since afterwards, or nothing if the state has forgotten it. */
  Optional<Frontier> downgradeSince(
      LeasedReaderId id, SeqNo outstanding, Frontier since, Deadline deadline) {
    if (isReadOnly()) {
      return Optional.of(since);
    }
    DowngradeOutcome outcome =
        commit(() -> new DowngradeSince(id, Optional.of(outstanding), since, now()), deadline);
    if (outcome instanceof DowngradeOutcome.Held held) {
      return Optional.of(held.since());
    }
    context.metrics().leaseLost();
    return Optional.empty();
  }

  void expireReader(LeasedReaderId id) {
    if (!isReadOnly()) {
      commit(() -> new ExpireLeasedReader(id), soon());
    }
  }

  void expireWriter(WriterId id) {
    if (!isReadOnly()) {
      commit(() -> new ExpireWriter(id), soon());
    }
  }

  /** Leaving is a courtesy: leases do it otherwise. */
  private Deadline soon() {
    return Deadline.after(GOODBYE, context.clock());
  }

  /** Links a rollup; false only if it surely is not and will not be linked. */
  public boolean addRollup(HollowRollup rollup) {
    boolean linked = commitRollup(rollup);
    context.metrics().rolledUp(linked);
    return linked;
  }

  private boolean commitRollup(HollowRollup rollup) {
    return commitOnce(new AddRollup(rollup), true);
  }

  /** Unlinks rollups whose blobs are gone. */
  public List<SeqNo> removeRollups(RemoveRollups command) {
    return commit(() -> command);
  }

  /**
   * Puts a compacted batch in the place of its inputs.
   *
   * @return an applied outcome unless it surely is not and will not be applied
   */
  public MergeOutcome applyMerge(MergeResult merge) {
    MergeOutcome outcome = commitMerge(merge);
    context.metrics().compacted(outcome);
    return outcome;
  }

  private MergeOutcome commitMerge(MergeResult merge) {
    return commitOnce(new ApplyMerge(merge), MergeOutcome.APPLIED_EXACT);
  }

  /** Registers a hold that never expires; one that is known keeps its since and its token. */
  public CriticalReader registerCriticalReader(
      CriticalReaderId id, String purpose, long initialOpaque, String opaqueCodec) {
    HandleLabel label = new HandleLabel(context.hostname(), purpose);
    Optional<CriticalReader> known =
        refresh().contents().criticalReaders().get(id).filter(r -> r.label().equals(label));
    return known.orElseGet(
        () -> commit(() -> new RegisterCriticalReader(id, label, initialOpaque, opaqueCodec)));
  }

  /**
   * Moves a hold that never expires.
   *
   * @throws IndeterminateException if it may or may not have happened
   */
  public CriticalDowngradeOutcome compareAndDowngradeSince(CompareAndDowngradeSince command) {
    LostAnswers<CriticalDowngradeOutcome> lost = new LostAnswers<>(log);
    CriticalDowngradeOutcome outcome = commit(() -> command, lost, Deadline.none());
    if (outcome instanceof CriticalDowngradeOutcome.OpaqueMismatch && lost.areUnknown()) {
      throw new IndeterminateException(
          "cannot tell whether " + command.reader() + " of " + shardId() + " moved: " + outcome);
    }
    return outcome;
  }

  /**
   * One step of finalization of a shard whose since and upper are empty (spec §4.7).
   *
   * @return whether there was something to do
   */
  public boolean becomeTombstone() {
    BecomeTombstone step = new BecomeTombstone(log.earliest());
    return commit(() -> step);
  }

  /** Asks for background work that is due although nobody writes; whether there is some. */
  public boolean takeOverMaintenance() {
    return commit(() -> new TakeOverMaintenance(now(), context.policy()));
  }

  /** Whether {@link #takeOverMaintenance} would find some, by what this process knows. */
  public boolean isMaintenanceDue() {
    return new TakeOverMaintenance(now(), context.policy()).isDue(shared.current());
  }

  /** Works merges ahead; what should now be compacted, by the caller. */
  public List<MergeRequest> exert(long fuel, CompactionPolicy policy) {
    return commit(() -> new ExertSpine(fuel, now(), policy));
  }

  private <R> R commit(Supplier<Command<R>> command) {
    return commit(command, Deadline.none());
  }

  /** Commits a command that may as well be committed twice. */
  private <R> R commit(Supplier<Command<R>> command, Deadline deadline) {
    return commit(command, new LostAnswers<>(log.until(deadline)), deadline);
  }

  /**
   * Commits a command that must not be committed again once others have gone on from it: what it
   * links may have been unlinked and deleted since.
   *
   * @param assumed the result when nobody knows any more whether it was committed
   */
  private <R> R commitOnce(Command<R> command, R assumed) {
    return commit(() -> command, new LostAnswers<>(log, assumed), Deadline.none());
  }

  private <R> R commit(Supplier<Command<R>> command, LostAnswers<R> lost, Deadline deadline) {
    Attempt<R> attempt =
        retry.retryExternal(
            "commit to " + shardId(), deadline, () -> attempt(command.get(), lost, deadline));
    listen(attempt, List.of());
    return attempt.result();
  }

  /**
   * Appends {@code batch} if the shard ends where it begins (spec §4.4).
   *
   * @throws InvalidUsageException if it is against the rules; nothing happened
   * @throws DeadlineExceededException if nobody answers by the deadline; it may have happened
   * @throws PersistException of any other kind if it may or may not have happened
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
    long forgetNanos = clock().monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(leaseMillis / 2);
    LostAnswers<AppendOutcome> lost = new LostAnswers<>(log.until(deadline));
    while (true) {
      Attempt<AppendOutcome> attempt =
          retry.retryExternal(
              "append to " + shardId(),
              deadline,
              () ->
                  attempt(
                      new CompareAndAppend(batch, writer, token, now(), leaseMillis, label, policy),
                      lost,
                      deadline));
      AppendOutcome outcome = attempt.result();
      if (outcome instanceof AppendOutcome.Appended appended) {
        context.metrics().appended(batch.updates(), batch.inlineBytes(), batch.storedBytes());
        listen(attempt, appended.requests());
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
        boolean registered = clock().monotonicNanos() < forgetNanos;
        if (lost.areUnknown()) {
          checkNeverHappened(batch, token, mismatch, registered);
        }
        State fresh = catchUp(attempt.seqNo(), lost.log());
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
    String append = "append " + token + " of " + batch.desc() + " to " + shardId();
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
      throw shared.poison(evidence, Optional.empty());
    }
  }

  private long now() {
    return context.clock().epochMillis();
  }

  /** Says which columns keys and values have for somebody who uses the shard. */
  public void tellColumns(Schema key, Schema value) {
    context.maintenance().columns(key, value);
  }

  private void listen(Attempt<?> attempt, List<MergeRequest> requests) {
    if (attempt.commit().isEmpty()) {
      return;
    }
    Maintenance due = attempt.commit().get().maintenance();
    MachineMetrics metrics = context.metrics();
    due.rollup().ifPresent(seqNo -> metrics.requested(MachineMetrics.Upkeep.ROLLUP));
    due.gc().ifPresent(seqNo -> metrics.requested(MachineMetrics.Upkeep.GARBAGE_COLLECTION));
    requests.forEach(request -> metrics.requested(MachineMetrics.Upkeep.COMPACTION));
    context.maintenance().due(this, due, requests);
  }

  /** What one command came to, on the state of {@code seqNo}. */
  private record Attempt<R>(SeqNo seqNo, R result, Optional<Step.Commit<R>> commit) {
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
  private <R> Attempt<R> attempt(Command<R> command, LostAnswers<R> lost, Deadline deadline) {
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
    boolean mine = takeTurn(deadline);
    try {
      while (true) {
        State before = confirmed(lost.log());
        Optional<Step.Commit<R>> happened = lost.happened(before.seqNo());
        if (happened.isPresent()) {
          return Attempt.of(happened.get());
        }
        if (lost.assumed().isPresent()) {
          return new Attempt<>(before.seqNo(), lost.assumed().get(), Optional.empty());
        }
        Step<R> step = guarded(() -> Step.of(before, command, stepContext()));
        if (!(step instanceof Step.Commit<R> commit)) {
          return new Attempt<>(before.seqNo(), step.result(), Optional.empty());
        }
        Versioned version = new Versioned(commit.next().seqNo(), commit.diff().encode());
        CasOutcome outcome;
        try {
          outcome = lost.log().append(before.seqNo(), version);
        } catch (PersistException e) {
          lost.add(commit);
          throw e;
        }
        if (outcome == CasOutcome.COMMITTED) {
          shared.publish(commit.next());
          watch.known();
          context.metrics().committed(version.data().length);
          tellOthers(version);
          return Attempt.of(commit);
        }
        context.metrics().commands().mismatch(command.getClass());
        learnWhoWon(before.seqNo(), lost.log());
      }
    } finally {
      if (mine) {
        turn.unlock();
      }
    }
  }

  private void tellOthers(Versioned version) {
    if (context.pubSub() != PubSub.NONE) {
      context.metrics().pushed();
      context.pubSub().push(shardId(), version.seqNo(), version.data());
    }
  }

  /** Who loses against nobody has a log that forgot what we know. */
  private void learnWhoWon(SeqNo expected, ShardLog from) {
    if (catchUp(expected, from).seqNo().equals(expected)) {
      guarded(() -> from.checkReaches(expected));
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
      throw new CancelledException("interrupted before a commit to " + shardId(), e);
    }
  }

  private StepContext stepContext() {
    return new StepContext(now(), context.version(), context.hostname(), context.policy());
  }

  /** A broken invariant stops every handle of the shard in this process, not the process. */
  private <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (PoisonedException | CorruptException | IllegalStateException | AssertionError e) {
      throw shared.poison(shardId() + ": " + e.getMessage(), Optional.of(e));
    }
  }
}
