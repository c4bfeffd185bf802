package io.travertine.persist.internal.maintenance;

import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.LocationException;
import io.travertine.persist.error.LocationUnusableException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the background work that commits ask for, on other threads, and what no commit asks for
 * besides. Work is bounded; what does not fit is found again later. Thread-safe.
 */
public final class MaintenanceWorker {

  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceWorker.class);

  /** A compaction may take so long, or longer if it has much to read (spec §6.6). */
  private static final Duration COMPACTION_TIME_MIN = Duration.ofSeconds(90);

  private static final long COMPACTION_BYTES_PER_SECOND = 1 << 20;

  /** Compactions that end so soon after closing are let finish. */
  private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

  /** So long after background work failed it is tried again. */
  static final long FAILED_NANOS = Duration.ofSeconds(30).toNanos();

  private final RollupWriter rollups;
  private final GarbageCollector garbage;
  private final Compactor compactor;
  private final boolean compacts;
  private final Executor metadata;
  private final Executor merges;
  private final ScheduledExecutorService timer;
  private final Clock clock;
  private final Seed seed;
  private final UpkeepCounts counts = new UpkeepCounts();

  /** When closing began, on the monotonic clock. */
  private volatile Optional<Long> closedNanos = Optional.empty();

  /**
   * @param compacts whether to compact at all
   * @param metadata runs rollups and garbage collection; refuses what does not fit
   * @param merges runs compactions; refuses what does not fit
   * @param timer starts reviews, which take next to no time
   */
  public MaintenanceWorker(
      RollupWriter rollups,
      GarbageCollector garbage,
      Compactor compactor,
      boolean compacts,
      Executor metadata,
      Executor merges,
      ScheduledExecutorService timer,
      Clock clock,
      Seed seed) {
    this.rollups = rollups;
    this.garbage = garbage;
    this.compactor = compactor;
    this.compacts = compacts;
    this.metadata = metadata;
    this.merges = merges;
    this.timer = timer;
    this.clock = clock;
    this.seed = seed;
  }

  /** Cares for one shard. */
  public MaintenanceListener on(ShardData data) {
    return new ShardCare(this, data);
  }

  public UpkeepCounts counts() {
    return counts;
  }

  /** Ends compactions soon. */
  public void close() {
    closedNanos = Optional.of(clock.monotonicNanos());
  }

  // ---- for the care of shards

  boolean isClosing() {
    return closedNanos.isPresent();
  }

  private boolean isGraceOver() {
    return closedNanos.map(since -> clock.monotonicNanos() - since > GRACE_NANOS).orElse(false);
  }

  boolean compacts() {
    return compacts;
  }

  RollupWriter rollups() {
    return rollups;
  }

  GarbageCollector garbage() {
    return garbage;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  Clock clock() {
    return clock;
  }

  Seed seed() {
    return seed;
  }

  /** Compacts in the time that it may take; whether the output took the place of its inputs. */
  boolean compact(Machine machine, ShardData data, MergeRequest request) {
    Allowance allowance = new Allowance(this::isGraceOver, Deadline.after(timeFor(request), clock));
    counts.noteStarted();
    boolean failed = true;
    try {
      boolean applied = compactor.compact(machine, data, request, allowance).isApplied();
      failed = false;
      if (applied) {
        counts.noteApplied();
      }
      return applied;
    } catch (DeadlineExceededException e) {
      counts.noteTimedOut();
      throw e;
    } catch (LocationException | LocationUnusableException | BlobMissingException e) {
      releaseLater(machine, request.id());
      throw e;
    } catch (FormatTooNewException e) {
      release(machine, request.id());
      throw e;
    } finally {
      if (failed) {
        counts.noteFailed();
      }
    }
  }

  /** What failed may be tried again, by anybody; not at once, for it may fail again. */
  void releaseLater(Machine machine, SpineId id) {
    try {
      timer.schedule(() -> release(machine, id), FAILED_NANOS, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: compaction of {} stays claimed: closing", machine.shardId(), id);
    }
  }

  private void release(Machine machine, SpineId id) {
    submitMetadata(machine, "release of a failed compaction", () -> machine.releaseClaim(id));
  }

  private static Duration timeFor(MergeRequest request) {
    long bytes =
        request.inputs().stream()
            .flatMap(input -> input.batch().parts().stream())
            .mapToLong(Part::encodedBytes)
            .sum();
    Duration reading = Duration.ofSeconds(bytes / COMPACTION_BYTES_PER_SECOND);
    return reading.compareTo(COMPACTION_TIME_MIN) > 0 ? reading : COMPACTION_TIME_MIN;
  }

  /** Runs {@code task} on the threads for metadata; whether there is room for it. */
  boolean submitMetadata(Machine machine, String what, Runnable task) {
    return submit(metadata, machine, what, task);
  }

  /** Runs {@code task} on the threads for compactions; whether there is room for it. */
  boolean submitMerge(Machine machine, String what, Runnable task) {
    return !isGraceOver() && submit(merges, machine, what, task);
  }

  private static boolean submit(Executor executor, Machine machine, String what, Runnable task) {
    try {
      executor.execute(() -> run(machine, what, task));
      return true;
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: {} put off: too much to do", machine.shardId(), what);
      return false;
    }
  }

  private static void run(Machine machine, String what, Runnable task) {
    try {
      task.run();
    } catch (CancelledException e) {
      LOG.debug("{}: {} cancelled", machine.shardId(), what);
    } catch (BlobMissingException e) {
      LOG.debug("{}: {} overtaken by another process: {}", machine.shardId(), what, e.getMessage());
    } catch (FormatTooNewException e) {
      LOG.debug("{}: {} left to a newer process: {}", machine.shardId(), what, e.getMessage());
    } catch (LocationException | LocationUnusableException | DeadlineExceededException e) {
      LOG.warn("{}: {} put off until a later commit: {}", machine.shardId(), what, e.getMessage());
      LOG.debug("{}: {} put off", machine.shardId(), what, e);
    } catch (PersistException e) {
      LOG.error("{}: {} failed", machine.shardId(), what, e);
    } catch (IllegalStateException | AssertionError e) {
      LOG.error("{}: {} found the shard broken", machine.shardId(), what, e);
      machine.shared().poison(what + ": " + e.getMessage(), Optional.of(e));
    }
  }
}
