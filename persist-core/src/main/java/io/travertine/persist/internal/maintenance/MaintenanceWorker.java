package io.travertine.persist.internal.maintenance;

import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.error.LocationException;
import io.travertine.persist.error.LocationUnusableException;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.state.Maintenance;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the background work that commits ask for, on other threads. What does not fit into their
 * queues is dropped: later commits ask again. Thread-safe.
 */
public final class MaintenanceWorker {

  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceWorker.class);

  private final RollupWriter rollups;
  private final GarbageCollector garbage;
  private final Compactor compactor;
  private final boolean compacts;
  private final Executor metadata;
  private final Executor merges;

  /** What is queued by shard; a later request raises it. */
  private final ConcurrentHashMap<ShardId, SeqNo> rollupsDue = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<ShardId, SeqNo> garbageDue = new ConcurrentHashMap<>();

  /**
   * @param compacts whether to compact at all
   * @param metadata runs rollups and garbage collection; refuses what does not fit
   * @param merges runs compactions; refuses what does not fit
   */
  public MaintenanceWorker(
      RollupWriter rollups,
      GarbageCollector garbage,
      Compactor compactor,
      boolean compacts,
      Executor metadata,
      Executor merges) {
    this.rollups = rollups;
    this.garbage = garbage;
    this.compactor = compactor;
    this.compacts = compacts;
    this.metadata = metadata;
    this.merges = merges;
  }

  /** Listens to one shard. */
  public MaintenanceListener on(ShardData data) {
    return (machine, due, requests) -> take(machine, data, due, requests);
  }

  private void take(Machine machine, ShardData data, Maintenance due, List<MergeRequest> requests) {
    due.rollup().ifPresent(seqNo -> queue(machine, "rollup", rollupsDue, seqNo, rollups::rollUp));
    due.gc()
        .ifPresent(
            seqNo -> queue(machine, "garbage collection", garbageDue, seqNo, garbage::collect));
    if (compacts) {
      for (MergeRequest request : requests) {
        submit(
            merges,
            machine,
            "compaction of " + request.id(),
            () -> compactor.compact(machine, data, request, Allowance.unlimited()));
      }
    }
  }

  /** Queues a task unless the shard has one already, which then does both. */
  private void queue(
      Machine machine,
      String what,
      ConcurrentHashMap<ShardId, SeqNo> due,
      SeqNo seqNo,
      BiConsumer<Machine, SeqNo> task) {
    ShardId shardId = machine.shardId();
    boolean first = due.merge(shardId, seqNo, MaintenanceWorker::later).equals(seqNo);
    if (!first) {
      return;
    }
    boolean queued =
        submit(
            metadata,
            machine,
            what,
            () -> {
              SeqNo latest = due.remove(shardId);
              if (latest != null) {
                task.accept(machine, latest);
              }
            });
    if (!queued) {
      due.remove(shardId);
    }
  }

  private static SeqNo later(SeqNo a, SeqNo b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static boolean submit(Executor executor, Machine machine, String what, Runnable task) {
    try {
      executor.execute(() -> run(machine, what, task));
      return true;
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: {} dropped: too much to do", machine.shardId(), what);
      return false;
    }
  }

  private static void run(Machine machine, String what, Runnable task) {
    try {
      task.run();
    } catch (CancelledException e) {
      LOG.debug("{}: {} interrupted", machine.shardId(), what);
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
