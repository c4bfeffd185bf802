package io.travertine.persist.internal.maintenance;

import io.travertine.persist.data.Schema;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.Spine;
import io.travertine.persist.internal.state.CompactionPolicy;
import io.travertine.persist.internal.state.Maintenance;
import io.travertine.persist.internal.state.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The upkeep of one shard by this process. Thread-safe.
 *
 * <p>What commits ask for is queued at once. What did not fit, what only became possible later, and
 * what no commit asks for because it only pays when writers are quiet, is found by a review a while
 * after the last commit: of what this process knows, so that it takes no request when there is
 * nothing to do. What a review starts commits again, and so is reviewed itself, until nothing is
 * left.
 */
final class ShardCare implements MaintenanceListener {

  private static final Logger LOG = LoggerFactory.getLogger(ShardCare.class);

  /** Writers that have been silent for so long are quiet. */
  static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  /** Reviews that found what they could not do yet come again, more and more seldom. */
  private static final long REVIEW_NANOS_MAX = Duration.ofMinutes(2).toNanos();

  /** Who lacks columns may be told of them, or only they may be gone: so often it tries again. */
  private static final long OUTDATED_NANOS = Duration.ofMinutes(10).toNanos();

  private static final int MERGES_QUEUED_MAX = 20;
  private static final int MERGES_AT_ONCE = 2;

  private final MaintenanceWorker worker;

  /** With all columns that this process knows of. */
  private volatile ShardData data;

  /** Until when this process leaves compaction to others, because it does not know all columns. */
  private volatile OptionalLong outdatedUntil = OptionalLong.empty();

  private Optional<SeqNo> rollup = Optional.empty();
  private Optional<SeqNo> garbage = Optional.empty();
  private final Deque<MergeRequest> merges = new ArrayDeque<>();
  private boolean rollsUp;
  private boolean collects;
  private int mergesRunning;
  private boolean tidies;
  private volatile boolean tidiedInVain;
  private long lastTidyNanos;
  private Optional<Review> awaited = Optional.empty();
  private long lastCommitNanos;
  private long pauseNanos = QUIET_NANOS;

  ShardCare(MaintenanceWorker worker, ShardData data) {
    this.worker = worker;
    this.data = data.whole();
  }

  /** Takes over columns that are newer than those known; older ones are known among them. */
  @Override
  public synchronized void columns(Schema key, Schema value) {
    if (key.covers(data.key()) && value.covers(data.value())) {
      data = new ShardData(data.shardId(), key, value).whole();
      outdatedUntil = OptionalLong.empty();
    }
  }

  @Override
  public boolean compacts() {
    OptionalLong until = outdatedUntil;
    return worker.compacts()
        && (until.isEmpty() || until.getAsLong() - worker.clock().monotonicNanos() <= 0);
  }

  /** Whether the output took the place of its inputs. */
  private boolean compact(Machine machine, MergeRequest request) {
    ShardData known = data;
    try {
      return worker.compact(machine, known, request);
    } catch (FormatTooNewException e) {
      synchronized (this) {
        if (data == known) {
          outdatedUntil = OptionalLong.of(worker.clock().monotonicNanos() + OUTDATED_NANOS);
        }
      }
      throw e;
    }
  }

  // ---- what commits ask for

  @Override
  public void due(Machine machine, Maintenance due, List<MergeRequest> requests) {
    synchronized (this) {
      lastCommitNanos = worker.clock().monotonicNanos();
      pauseNanos = QUIET_NANOS;
      rollup = later(rollup, due.rollup());
      garbage = later(garbage, due.gc());
      if (worker.compacts()) {
        requests.forEach(this::queue);
      }
    }
    start(machine);
    if (compacts()) {
      Spine trace = machine.shared().current().contents().trace();
      Tidiness.whenBusy(trace).ifPresent(fuel -> tidy(machine, fuel));
    }
    awaitReview(machine);
  }

  private static Optional<SeqNo> later(Optional<SeqNo> a, Optional<SeqNo> b) {
    return a.isPresent() && (b.isEmpty() || b.get().isBefore(a.get())) ? a : b;
  }

  /** The oldest is dropped when there are too many: larger merges come after it. */
  private void queue(MergeRequest request) {
    merges.removeIf(queued -> request.id().covers(queued.id()));
    merges.add(request);
    if (merges.size() > MERGES_QUEUED_MAX) {
      MergeRequest dropped = merges.remove();
      worker.counts().noteDropped();
      LOG.debug("{}: compaction of {} dropped: too much to do", data.shardId(), dropped.id());
    }
  }

  // ---- doing it

  /** Starts what is queued, as far as the worker has room; reviews try again. */
  private synchronized void start(Machine machine) {
    if (rollup.isPresent() && !rollsUp) {
      rollsUp = true;
      submitted(
          () -> worker.submitMetadata(machine, "rollup", () -> doRollup(machine)),
          () -> rollsUp = false);
    }
    if (garbage.isPresent() && !collects) {
      collects = true;
      submitted(
          () -> worker.submitMetadata(machine, "garbage collection", () -> doCollect(machine)),
          () -> collects = false);
    }
    while (mergesRunning < Math.min(MERGES_AT_ONCE, merges.size())) {
      mergesRunning++;
      boolean started =
          submitted(
              () -> worker.submitMerge(machine, "compaction", () -> doMerges(machine)),
              () -> mergesRunning--);
      if (!started) {
        return;
      }
    }
  }

  /** Whether a task was taken; if it was refused, or that failed, {@code undo} takes it back. */
  private static boolean submitted(BooleanSupplier submission, Runnable undo) {
    boolean taken = false;
    try {
      taken = submission.getAsBoolean();
    } finally {
      if (!taken) {
        undo.run();
      }
    }
    return taken;
  }

  private void doRollup(Machine machine) {
    try {
      takeRollup().ifPresent(seqNo -> worker.rollups().rollUp(machine, seqNo));
    } finally {
      synchronized (this) {
        rollsUp = false;
      }
      start(machine);
    }
    collectIfClosing(machine);
  }

  private synchronized Optional<SeqNo> takeRollup() {
    Optional<SeqNo> due = rollup;
    rollup = Optional.empty();
    return due;
  }

  private void doCollect(Machine machine) {
    try {
      takeGarbage().ifPresent(seqNo -> worker.garbage().collect(machine, seqNo));
    } finally {
      synchronized (this) {
        collects = false;
      }
      start(machine);
    }
    collectIfClosing(machine);
  }

  /**
   * When tasks are refused already: what our own last commits have asked us for, such as that of a
   * rollup, nobody else does for long.
   */
  private void collectIfClosing(Machine machine) {
    if (worker.isClosing()) {
      takeGarbage().ifPresent(seqNo -> worker.garbage().collect(machine, seqNo));
    }
  }

  private synchronized Optional<SeqNo> takeGarbage() {
    Optional<SeqNo> due = garbage;
    garbage = Optional.empty();
    return due;
  }

  private void doMerges(Machine machine) {
    try {
      Optional<MergeRequest> next = takeMerge();
      while (next.isPresent()) {
        compact(machine, next.get());
        next = takeMerge();
      }
    } finally {
      synchronized (this) {
        mergesRunning--;
      }
      start(machine);
    }
    collectIfClosing(machine);
  }

  private synchronized Optional<MergeRequest> takeMerge() {
    return Optional.ofNullable(merges.poll());
  }

  // ---- what nobody asks for

  /** Merges what is read in vain, unless this process is at it already. */
  private void tidy(Machine machine, long fuel) {
    synchronized (this) {
      boolean early =
          tidiedInVain
              && worker.clock().monotonicNanos() - lastTidyNanos < MaintenanceWorker.FAILED_NANOS;
      if (tidies || early || mergesRunning > 0 || !merges.isEmpty()) {
        return;
      }
      tidies = true;
      tidiedInVain = true;
      lastTidyNanos = worker.clock().monotonicNanos();
    }
    submitted(
        () -> worker.submitMerge(machine, "tidying", () -> doTidy(machine, fuel)),
        this::endTidying);
  }

  private void doTidy(Machine machine, long fuel) {
    Deque<MergeRequest> claimed = new ArrayDeque<>();
    try {
      claimed.addAll(machine.exert(fuel, CompactionPolicy.EVERYTHING));
      while (!claimed.isEmpty()) {
        if (compact(machine, claimed.remove())) {
          tidiedInVain = false;
        }
      }
    } finally {
      claimed.forEach(left -> worker.releaseLater(machine, left.id()));
      endTidying();
    }
  }

  private synchronized void endTidying() {
    tidies = false;
  }

  // ---- reviews

  /** One look at the shard to come; only its own, so that it is known whether it still counts. */
  private static final class Review {
    private final long dueNanos;

    Review(long dueNanos) {
      this.dueNanos = dueNanos;
    }
  }

  /** Sees to it that there is a review soon: one that was put off for long is brought forward. */
  private void awaitReview(Machine machine) {
    synchronized (this) {
      long latest = worker.clock().monotonicNanos() + 2 * QUIET_NANOS;
      if (awaited.filter(review -> review.dueNanos - latest <= 0).isPresent()) {
        return;
      }
      schedule(machine, QUIET_NANOS);
    }
  }

  /** From now on this review counts, and none that was scheduled before. */
  private synchronized void schedule(Machine machine, long nanos) {
    long jittered = (long) (nanos * (1 + worker.seed().fraction() / 4));
    Review review = new Review(worker.clock().monotonicNanos() + jittered);
    awaited = Optional.of(review);
    try {
      worker.timer().schedule(() -> review(machine, review), jittered, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: no more reviews: closing", data.shardId());
    }
  }

  private void review(Machine machine, Review review) {
    if (worker.isClosing() || machine.shared().isPoisoned()) {
      return;
    }
    long seen;
    synchronized (this) {
      if (awaited.filter(counting -> counting == review).isEmpty()) {
        return;
      }
      seen = lastCommitNanos;
      long left = seen + QUIET_NANOS - worker.clock().monotonicNanos();
      if (left > 0 || isBusy()) {
        schedule(machine, left > 0 ? left : QUIET_NANOS);
        return;
      }
    }
    boolean more = true;
    try {
      more = startWhatIsDue(machine);
    } finally {
      endReview(machine, review, more, seen);
    }
  }

  /** Another review comes later, and later each time, unless nothing is left to do. */
  private synchronized void endReview(Machine machine, Review review, boolean more, long seen) {
    if (awaited.filter(counting -> counting == review).isEmpty()) {
      return;
    }
    if (!more && seen == lastCommitNanos) {
      awaited = Optional.empty();
      return;
    }
    long pause = pauseNanos;
    pauseNanos = Math.min(REVIEW_NANOS_MAX, 2 * pauseNanos);
    schedule(machine, pause);
  }

  private boolean isBusy() {
    return rollsUp || collects || tidies || mergesRunning > 0;
  }

  /** Whether there is, or may soon be, something to do. */
  private boolean startWhatIsDue(Machine machine) {
    start(machine);
    State state = machine.shared().current();
    boolean claimed =
        state.contents().activeGc().isPresent() || state.contents().activeRollup().isPresent();
    boolean askable = machine.isMaintenanceDue();
    if (askable) {
      worker.submitMetadata(machine, "upkeep", machine::takeOverMaintenance);
    }
    OptionalLong fuel =
        compacts() ? Tidiness.whenQuiet(state.contents().trace()) : OptionalLong.empty();
    fuel.ifPresent(units -> tidy(machine, units));
    synchronized (this) {
      return isBusy() || isQueued() || claimed || askable || fuel.isPresent();
    }
  }

  private boolean isQueued() {
    return rollup.isPresent() || garbage.isPresent() || !merges.isEmpty();
  }
}
