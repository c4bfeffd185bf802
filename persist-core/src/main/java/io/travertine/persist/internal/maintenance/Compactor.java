package io.travertine.persist.internal.maintenance;

import io.travertine.persist.data.Consolidation;
import io.travertine.persist.data.Consolidator;
import io.travertine.persist.data.Updates;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.batch.RunOrder;
import io.travertine.persist.internal.io.PartFetcher;
import io.travertine.persist.internal.io.PartUploader;
import io.travertine.persist.internal.io.PartUploads;
import io.travertine.persist.internal.io.ReadFilter;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpinePart;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges batches into one sorted batch, with the times that nobody can tell apart any more made one
 * (spec §6.6). Stateless.
 *
 * <p>Every input is read and written again, also a single one: parts of users' batches may need
 * cutting, and cannot be passed off as compacted (#15363).
 */
public final class Compactor {

  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  private final PartFetcher reader;
  private final PartUploader writer;
  private final CompactionLimits limits;

  public Compactor(PartFetcher reader, PartUploader writer, CompactionLimits limits) {
    this.reader = reader;
    this.writer = writer;
    this.limits = limits;
  }

  /** Compacts, and puts the result in the place of its inputs if they are still there. */
  public MergeOutcome compact(Machine machine, ShardData data, MergeRequest request) {
    check(request);
    List<Run> outputs = new ArrayList<>();
    boolean linked = false;
    try {
      for (List<RegisteredRun> chunk : chunks(ordered(request))) {
        merge(data, request.desc(), chunk, outputs);
      }
      HollowBatch output = HollowBatch.of(request.desc(), outputs);
      linked = true;
      MergeOutcome outcome = machine.applyMerge(new MergeResult(request.id(), output));
      linked = outcome.isApplied();
      LOG.debug(
          "{}: compacted {} batches {} into {} updates: {}",
          machine.shardId(),
          request.inputs().size(),
          request.id(),
          output.updates(),
          outcome);
      return outcome;
    } finally {
      if (!linked) {
        writer.deleteParts(data.shardId(), parts(outputs));
      }
    }
  }

  private static List<Part> parts(List<Run> runs) {
    return runs.stream().flatMap(run -> run.parts().stream()).toList();
  }

  private static void check(MergeRequest request) {
    Frontier at = request.desc().lower();
    for (SpinePart input : request.inputs()) {
      if (!input.batch().desc().lower().equals(at)
          || !input.batch().desc().since().lessEqual(request.desc().since())) {
        throw new IllegalStateException(
            "input "
                + input.id()
                + " "
                + input.batch().desc()
                + " of the merge of "
                + request.id()
                + " does not fit "
                + request.desc()
                + " at "
                + at);
      }
      at = input.batch().desc().upper();
    }
    if (!at.equals(request.desc().upper())) {
      throw new IllegalStateException(
          "inputs of the merge of "
              + request.id()
              + " end at "
              + at
              + ", not as "
              + request.desc());
    }
  }

  /** The first run of each input, then the second of each, and so on. */
  private static List<RegisteredRun> ordered(MergeRequest request) {
    List<RegisteredRun> runs = new ArrayList<>();
    boolean more = true;
    for (int i = 0; more; i++) {
      more = false;
      for (SpinePart input : request.inputs()) {
        if (i < input.batch().runs().size()) {
          runs.add(new RegisteredRun(input.batch(), input.batch().runs().get(i)));
          more = true;
        }
      }
    }
    return runs;
  }

  /** As many runs at once as fit into memory; never a single one while there are more. */
  private List<List<RegisteredRun>> chunks(List<RegisteredRun> runs) {
    long room = limits.memoryBytes() - 2 * limits.partBytesTarget();
    List<List<RegisteredRun>> chunks = new ArrayList<>();
    List<RegisteredRun> chunk = new ArrayList<>();
    long bytes = 0;
    for (RegisteredRun run : runs) {
      if (bytes + run.memoryBytes() > room && chunk.size() > 1) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        bytes = 0;
      }
      chunk.add(run);
      bytes += run.memoryBytes();
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }

  private void merge(
      ShardData data, Description desc, List<RegisteredRun> chunk, List<Run> outputs) {
    Frontier since = desc.since();
    ReadFilter filter = new ReadFilter.Compaction(since);
    List<Iterator<Updates>> runs = chunk.stream().map(run -> updates(data, run, filter)).toList();
    Consolidator merged =
        new Consolidator(
            since.domain(), data.key(), data.value(), runs, time -> time, limits.partBytesTarget());
    PartUploads uploads = writer.uploads(data, desc, limits.outstandingParts(), 0);
    boolean done = false;
    try {
      merged.forEachRemaining(uploads::submit);
      uploads.finishAsOneRun().ifPresent(outputs::add);
      done = true;
    } finally {
      if (!done) {
        uploads.abandon();
      }
    }
  }

  /** The updates of one run, sorted, part by part. */
  private Iterator<Updates> updates(ShardData data, RegisteredRun run, ReadFilter filter) {
    Iterator<RegisteredPart> parts = run.parts().iterator();
    boolean sorted = run.run().order() == RunOrder.SORTED;
    if (!sorted && run.run().parts().size() > 1) {
      throw new IllegalStateException("unsorted run of several parts: " + run.run().id());
    }
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return parts.hasNext();
      }

      @Override
      public Updates next() {
        RegisteredPart part = parts.next();
        Updates updates = reader.fetchWhole(data, part, filter);
        return sorted
            ? updates
            : Consolidation.consolidate(run.batch().desc().since().domain(), updates);
      }
    };
  }

  private record RegisteredRun(HollowBatch batch, Run run) {

    /** How much more a part takes decoded than encoded, roughly. */
    private static final int DECODED_FACTOR = 4;

    List<RegisteredPart> parts() {
      return run.parts().stream().map(part -> new RegisteredPart(batch.desc(), run, part)).toList();
    }

    long memoryBytes() {
      return DECODED_FACTOR * run.parts().stream().mapToLong(Part::encodedBytes).max().orElse(0);
    }
  }
}
