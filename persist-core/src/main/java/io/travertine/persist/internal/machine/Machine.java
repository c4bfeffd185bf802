package io.travertine.persist.internal.machine;

import io.travertine.persist.data.Schema;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.MergeAnswer;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.internal.state.AddRollup;
import io.travertine.persist.internal.state.AppendPolicy;
import io.travertine.persist.internal.state.ApplyMerge;
import io.travertine.persist.internal.state.BecomeTombstone;
import io.travertine.persist.internal.state.CompactionPolicy;
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
import io.travertine.persist.internal.state.RegisterCriticalReader;
import io.travertine.persist.internal.state.RegisterLeasedReader;
import io.travertine.persist.internal.state.ReleaseClaim;
import io.travertine.persist.internal.state.RemoveRollups;
import io.travertine.persist.internal.state.RenewGc;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.internal.state.TakeOverMaintenance;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.pubsub.PubSub;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One shard, as the handles of this process and its upkeep use it: what they find out, and what
 * they commit. Thread-safe; all handles of the shard in this process share it.
 */
public final class Machine {

  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final ShardLog log;
  private final MachineContext context;
  private final NewestState newest;
  private final CommitLoop commits;
  private final Appends appends;

  Machine(ShardLog log, State initial, MachineContext context) {
    this.log = log;
    this.context = context;
    this.newest = new NewestState(log, initial, context);
    this.commits =
        new CommitLoop(
            log,
            newest,
            context,
            (due, requests) -> context.maintenance().due(this, due, requests));
    this.appends = new Appends(log, newest, commits, context);
  }

  /** Opens the shard of {@code log}, which is created if there is none. */
  public static Machine open(ShardLog log, MachineContext context) {
    return open(log, context, Deadline.none());
  }

  /**
   * The same, until {@code deadline}.
   *
   * @throws DeadlineExceededException if nobody answers by then
   */
  public static Machine open(ShardLog log, MachineContext context, Deadline deadline) {
    return new Machine(log, log.until(deadline).open(context), context);
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
    return newest.shared();
  }

  /** To be closed when nobody uses the shard any more; does not refer to this. */
  public PubSub.Subscription subscription() {
    return newest.subscription();
  }

  /** Whether nothing can be committed. */
  boolean isReadOnly() {
    return log.isReadOnly();
  }

  public Clock clock() {
    return context.clock();
  }

  /** Asks that no other process changes anything until what this returns is closed. */
  public Consensus.Turn takeTurn(Duration atMost) {
    return log.takeTurn(atMost);
  }

  // ---- finding out

  /** The newest state there is, whatever was told: one read of Consensus. */
  public State refresh() {
    return newest.refresh(log);
  }

  /**
   * The same, until {@code deadline}.
   *
   * @throws DeadlineExceededException if nobody answers by then
   */
  public State refresh(Deadline deadline) {
    return newest.refresh(log.until(deadline));
  }

  /**
   * The newest state that this process knows to be in Consensus; a read of it if there are newer
   * ones that it was only told of. What is to last is built on no other.
   */
  public State confirmed() {
    return newest.confirmed(log);
  }

  /**
   * Waits until the shard's upper is beyond {@code frontier}: woken by this process and by pushes,
   * looking in Consensus for the rest.
   *
   * @throws DeadlineExceededException if it is not by the deadline
   */
  public State awaitUpperPast(Frontier frontier, Deadline deadline) {
    return newest.awaitUpperPast(frontier, deadline);
  }

  /**
   * Why a blob is gone that {@code reader} has leased in version {@code leased}: because it lost or
   * gave back its lease, or because somebody or a bug deleted it. That damages what needs the blob
   * and nothing else: the shard goes on, and can be read again once the blob is restored.
   *
   * @param missing the evidence
   * @return what to throw: a {@link LeaseExpiredException} or a {@link CorruptException}; the
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
    return new CorruptException(
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
        missing);
  }

  // ---- readers and writers

  /**
   * Registers a reader, which keeps itself alive from then on. Where nothing can be committed it is
   * not registered: nobody knows what it reads, so others may remove that.
   */
  public ShardReader registerReader(
      String purpose, Duration lease, ScheduledExecutorService heartbeats) {
    LeasedReaderId id = LeasedReaderId.generate(context.seed());
    if (isReadOnly()) {
      State now = shared().current();
      return new ShardReader(this, id, now.seqNo(), now.since(), lease, heartbeats);
    }
    HandleLabel label = new HandleLabel(context.hostname(), purpose);
    LeasedReader registered =
        commits.commit(() -> new RegisterLeasedReader(id, label, lease.toMillis(), now(), false));
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
        commits.commit(
            () -> new DowngradeSince(id, Optional.of(outstanding), since, now()), deadline);
    if (outcome instanceof DowngradeOutcome.Held held) {
      return Optional.of(held.since());
    }
    context.metrics().leaseLost();
    return Optional.empty();
  }

  /**
   * Appends {@code batch} if the shard ends where it begins (spec §4.4).
   *
   * @throws InvalidUsageException if it is against the rules; nothing happened
   * @throws DeadlineExceededException if nobody answers by the deadline; it may have happened
   * @throws IndeterminateException if it may or may not have happened
   * @throws PersistException of any other kind, but of an interrupt, if nothing happened
   */
  AppendAnswer compareAndAppend(
      HollowBatch batch,
      WriterId writer,
      HandleLabel label,
      long leaseMillis,
      AppendPolicy policy,
      Deadline deadline) {
    return appends.compareAndAppend(batch, writer, label, leaseMillis, policy, deadline);
  }

  void expireReader(LeasedReaderId id) {
    if (!isReadOnly()) {
      commits.commit(() -> new ExpireLeasedReader(id), soon());
    }
  }

  void expireWriter(WriterId id) {
    if (!isReadOnly()) {
      commits.commit(() -> new ExpireWriter(id), soon());
    }
  }

  /** Leaving is a courtesy: leases do it otherwise. */
  private Deadline soon() {
    return Deadline.after(GOODBYE, context.clock());
  }

  /** Registers a hold that never expires; one that is known keeps its since and its token. */
  public CriticalReader registerCriticalReader(
      CriticalReaderId id, String purpose, long initialOpaque, String opaqueCodec) {
    HandleLabel label = new HandleLabel(context.hostname(), purpose);
    Optional<CriticalReader> known =
        refresh().contents().criticalReaders().get(id).filter(r -> r.label().equals(label));
    return known.orElseGet(
        () ->
            commits.commit(
                () -> new RegisterCriticalReader(id, label, initialOpaque, opaqueCodec)));
  }

  /**
   * Moves a hold that never expires.
   *
   * @throws IndeterminateException if it may or may not have happened
   */
  public CriticalDowngradeOutcome compareAndDowngradeSince(CompareAndDowngradeSince command) {
    LostAnswers<CriticalDowngradeOutcome> lost = new LostAnswers<>(log);
    CriticalDowngradeOutcome outcome = commits.commit(() -> command, lost, Deadline.none());
    if (outcome instanceof CriticalDowngradeOutcome.OpaqueMismatch && lost.areUnknown()) {
      throw new IndeterminateException(
          "cannot tell whether " + command.reader() + " of " + shardId() + " moved: " + outcome);
    }
    return outcome;
  }

  // ---- upkeep

  /** Links a rollup; false only if it surely is not and will not be linked. */
  public boolean addRollup(HollowRollup rollup) {
    boolean linked = commitRollup(rollup);
    context.metrics().rolledUp(linked);
    return linked;
  }

  private boolean commitRollup(HollowRollup rollup) {
    return commits.commitOnce(new AddRollup(rollup), true);
  }

  /** Unlinks rollups whose blobs are gone. */
  public List<SeqNo> removeRollups(RemoveRollups command) {
    return commits.commit(() -> command);
  }

  /** Says that this process still collects garbage, if that was asked for a while ago. */
  public void stillCollects(SeqNo until) {
    boolean due =
        shared()
            .current()
            .contents()
            .activeGc()
            .filter(claim -> context.policy().isRenewalDue(claim, now()))
            .isPresent();
    if (due) {
      commits.commit(() -> new RenewGc(until, now()));
    }
  }

  /**
   * Puts a compacted batch in the place of its inputs.
   *
   * @return applied, with nothing forgotten, unless it is known what was made of it
   */
  public MergeAnswer applyMerge(MergeResult merge) {
    MergeAnswer answer = commitMerge(merge);
    context.metrics().compacted(answer.outcome());
    return answer;
  }

  private MergeAnswer commitMerge(MergeResult merge) {
    return commits.commitOnce(new ApplyMerge(merge), MergeAnswer.UNKNOWN);
  }

  /** Lets others do the compaction that makes the spine batch {@code id}. */
  public void releaseClaim(SpineId id) {
    commits.commit(() -> new ReleaseClaim(id));
  }

  /**
   * One step of finalization of a shard whose since and upper are empty (spec §4.7).
   *
   * @return whether there was something to do
   */
  public boolean becomeTombstone() {
    BecomeTombstone step = new BecomeTombstone(log.earliest());
    return commits.commit(() -> step);
  }

  /** Asks for background work that is due although nobody writes; whether there is some. */
  public boolean takeOverMaintenance() {
    return commits.commit(() -> new TakeOverMaintenance(now(), context.policy()));
  }

  /** Whether {@link #takeOverMaintenance} would find some, by what this process knows. */
  public boolean isMaintenanceDue() {
    return new TakeOverMaintenance(now(), context.policy()).isDue(shared().current());
  }

  /** Says which columns keys and values have for somebody who uses the shard. */
  public void tellColumns(Schema key, Schema value) {
    context.maintenance().columns(key, value);
  }

  /** Whether this process can compact the shard. */
  boolean compacts() {
    return context.maintenance().compacts();
  }

  /** Works merges ahead; what should now be compacted, by the caller. */
  public List<MergeRequest> exert(long fuel, CompactionPolicy policy) {
    return commits.commit(() -> new ExertSpine(fuel, now(), policy));
  }

  private long now() {
    return context.clock().epochMillis();
  }
}
