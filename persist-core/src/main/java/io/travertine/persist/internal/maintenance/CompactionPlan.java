package io.travertine.persist.internal.maintenance;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.SpinePart;
import java.util.ArrayList;
import java.util.List;

/**
 * What a compaction does with the runs of its inputs (spec §6.6).
 *
 * <p>Present runs are merged in chunks. Closed history that the since has passed is forgotten
 * without a look at it. Other closed runs are carried over as they are, unless they are small
 * compared to the younger ones: those are merged with what the present run of the compaction
 * closes, so that there are few closed runs and yet each update is written again only
 * logarithmically often.
 *
 * @param chunks present runs to be merged at once each
 * @param rewritten closed runs to be merged with the history that is closed now, oldest first
 * @param carried closed runs to be kept as they are, oldest first
 * @param memoryViolations chunks that take more memory than allowed, since two runs do
 */
record CompactionPlan(
    List<List<RegisteredRun>> chunks,
    List<RegisteredRun> rewritten,
    List<Run> carried,
    int memoryViolations) {

  /** About as many closed runs of one part each are fine, before they get longer. */
  private static final long HISTORY_RUNS = 64;

  static CompactionPlan of(MergeRequest request, CompactionLimits limits) {
    long room = limits.memoryBytes() - 2 * limits.partBytesTarget();
    List<RegisteredRun> present = presentRuns(request);
    List<RegisteredRun> closed = closedRuns(request);
    int carried = carried(closed, young(present), room / 2, enough(present, closed, limits));
    List<RegisteredRun> rewritten = closed.subList(carried, closed.size());
    long left = room - rewritten.stream().mapToLong(RegisteredRun::memoryBytes).sum();
    List<List<RegisteredRun>> chunks = new ArrayList<>();
    int violations = chunk(present, left, chunks);
    return new CompactionPlan(
        chunks,
        rewritten,
        closed.subList(0, carried).stream().map(RegisteredRun::run).toList(),
        violations);
  }

  /** The first present run of each input, then the second of each, and so on. */
  private static List<RegisteredRun> presentRuns(MergeRequest request) {
    List<RegisteredRun> ordered = new ArrayList<>();
    List<List<Run>> runs =
        request.inputs().stream().map(input -> input.batch().presentRuns()).toList();
    boolean more = true;
    for (int i = 0; more; i++) {
      more = false;
      for (int j = 0; j < runs.size(); j++) {
        if (i < runs.get(j).size()) {
          ordered.add(new RegisteredRun(request.inputs().get(j).batch(), runs.get(j).get(i)));
          more = true;
        }
      }
    }
    return ordered;
  }

  /** The closed runs that the output's since has not passed, oldest first. */
  private static List<RegisteredRun> closedRuns(MergeRequest request) {
    List<RegisteredRun> kept = new ArrayList<>();
    for (SpinePart input : request.inputs()) {
      HollowBatch batch = input.batch();
      for (Run run : batch.closedRuns()) {
        if (!run.isClosedAt(request.desc().since())) {
          kept.add(new RegisteredRun(batch, run));
        }
      }
    }
    return kept;
  }

  /**
   * The size from which on closed runs are left alone. A read of the past should not have to read
   * much more than what there was then, so about the size of the present; but there should not be
   * very many runs either, nor very small ones.
   */
  private static long enough(
      List<RegisteredRun> present, List<RegisteredRun> closed, CompactionLimits limits) {
    long wanted = Math.max(2 * bytes(present), bytes(closed) / HISTORY_RUNS);
    return Math.max(limits.historyBytesMin(), Math.min(wanted, limits.partBytesTarget()));
  }

  private static long bytes(List<RegisteredRun> runs) {
    return runs.stream().mapToLong(run -> run.run().encodedBytes()).sum();
  }

  /**
   * Roughly how many bytes are going to be closed: what is not the largest run closes part of it.
   */
  private static long young(List<RegisteredRun> present) {
    long sum = 0;
    long largest = 0;
    for (RegisteredRun run : present) {
      long bytes = run.run().encodedBytes();
      sum += bytes;
      largest = Math.max(largest, bytes);
    }
    return sum - largest;
  }

  /** How many of the oldest closed runs are left as they are. */
  private static int carried(List<RegisteredRun> closed, long young, long memory, long enough) {
    int carried = closed.size();
    long younger = young;
    long memoryLeft = memory;
    while (carried > 0) {
      RegisteredRun next = closed.get(carried - 1);
      long bytes = next.run().encodedBytes();
      memoryLeft -= next.memoryBytes();
      if (bytes >= enough || bytes > 2 * younger || memoryLeft < 0) {
        break;
      }
      younger += bytes;
      carried--;
    }
    return carried;
  }

  /** As many runs at once as fit into memory; never a single one while there are more. */
  private static int chunk(List<RegisteredRun> runs, long room, List<List<RegisteredRun>> chunks) {
    List<RegisteredRun> chunk = new ArrayList<>();
    long bytes = 0;
    int violations = 0;
    for (RegisteredRun run : runs) {
      if (bytes + run.memoryBytes() > room && !chunk.isEmpty()) {
        if (chunk.size() > 1) {
          chunks.add(List.copyOf(chunk));
          chunk.clear();
          bytes = 0;
        } else {
          violations++;
        }
      }
      chunk.add(run);
      bytes += run.memoryBytes();
    }
    if (!chunk.isEmpty()) {
      chunks.add(List.copyOf(chunk));
    }
    return violations;
  }
}
