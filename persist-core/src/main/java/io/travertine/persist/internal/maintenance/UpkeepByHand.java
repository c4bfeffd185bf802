package io.travertine.persist.internal.maintenance;

import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.PresentSize;
import io.travertine.persist.internal.state.CompactionPolicy;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does upkeep on the calling thread, now and whether or not it is due. Thread-safe, stateless. */
public final class UpkeepByHand {

  private static final Logger LOG = LoggerFactory.getLogger(UpkeepByHand.class);

  /** Everything is worth doing, and others' claims count no longer than this. */
  private static final CompactionPolicy ANYTHING = new CompactionPolicy(1, 1, 1, 1_000);

  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private final RollupWriter rollups;
  private final GarbageCollector garbage;
  private final Compactor compactor;

  public UpkeepByHand(RollupWriter rollups, GarbageCollector garbage, Compactor compactor) {
    this.rollups = rollups;
    this.garbage = garbage;
    this.compactor = compactor;
  }

  /**
   * Compacts until reading the present takes a single run (spec §10.2).
   *
   * @return how many merges took effect
   * @throws DeadlineExceededException if more than one run is left at the deadline
   */
  public int compact(
      Machine machine, ShardData data, Clock clock, Deadline deadline, MergeProgress progress) {
    Allowance allowance = new Allowance(() -> false, deadline);
    int applied = 0;
    long merged = 0;
    while (true) {
      PresentSize present = machine.refresh().contents().trace().present();
      if (present.runs() <= 1) {
        return applied;
      }
      allowance.check("compaction of " + machine.shardId() + " into one run");
      List<MergeRequest> requests = machine.exert(Long.MAX_VALUE, ANYTHING);
      long whole = merged + requests.stream().mapToLong(UpkeepByHand::updates).sum();
      for (MergeRequest request : requests) {
        long before = merged;
        long most = before + updates(request);
        LongConsumer written = count -> progress.at(Math.min(before + count, most), whole);
        applied += compact(machine, data, request, allowance, written) ? 1 : 0;
        merged = most;
        progress.at(merged, whole);
      }
      if (requests.isEmpty()) {
        pause(clock);
      }
    }
  }

  private static long updates(MergeRequest request) {
    return request.inputs().stream().mapToLong(input -> input.batch().updates()).sum();
  }

  private boolean compact(
      Machine machine,
      ShardData data,
      MergeRequest request,
      Allowance allowance,
      LongConsumer written) {
    try {
      return compactor.compact(machine, data, request, allowance, written).isApplied();
    } catch (BlobMissingException e) {
      LOG.debug("{}: compaction overtaken by another process: {}", machine.shardId(), e.toString());
      return false;
    }
  }

  /** Others have claimed what is left: they are given a moment. */
  private static void pause(Clock clock) {
    try {
      clock.sleep(PAUSE_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while others compact", e);
    }
  }

  /**
   * Writes a rollup of the newest version unless there is one.
   *
   * @return the version it is of, or a later one
   */
  public SeqNo rollUp(Machine machine) {
    State state = machine.refresh();
    rollups.rollUp(machine, state.seqNo());
    return machine.confirmed().latestRollup().orElseThrow().key().seqNo();
  }

  /**
   * Deletes what no reader can need any more, up to the latest rollup that no reader is behind.
   *
   * @return the earliest version that is left
   */
  public SeqNo collectGarbage(Machine machine) {
    garbage.collect(machine, machine.refresh().seqNoSince());
    return machine.log().versionsFrom(SeqNo.ZERO).get(0).seqNo();
  }
}
