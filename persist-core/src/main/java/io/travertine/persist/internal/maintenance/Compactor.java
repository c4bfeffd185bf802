package io.travertine.persist.internal.maintenance;

import io.travertine.persist.data.Consolidation;
import io.travertine.persist.data.Consolidator;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.DeadlineExceededException;
import io.travertine.persist.id.RunId;
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
import io.travertine.persist.internal.spine.MergeAnswer;
import io.travertine.persist.internal.spine.MergeOutcome;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpinePart;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges batches into one sorted batch, with the times that nobody can tell apart any more made one
 * (spec §6.6), and with the history that is over put apart from the present. Stateless.
 *
 * <p>Every present run is read and written again, also a single one: parts of users' batches may
 * need cutting, and cannot be passed off as compacted (#15363). Runs of closed history come from
 * compactions only, are nothing to reads at or after their close, and everything that they were
 * before; so they may be carried over into any batch that covers theirs.
 */
public final class Compactor {

  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  /** A part of fewer bytes, which is the last, is not worth a change of thread. */
  private static final long SMALL_BYTES = 1 << 20;

  private final PartFetcher reader;
  private final PartUploader writer;
  private final CompactionLimits limits;

  public Compactor(PartFetcher reader, PartUploader writer, CompactionLimits limits) {
    this.reader = reader;
    this.writer = writer;
    this.limits = limits;
  }

  /**
   * Compacts, and puts the result in the place of its inputs if they are still there, however long
   * it takes.
   *
   * @throws BlobMissingException if the inputs are not what the shard consists of any more
   */
  public MergeOutcome compact(Machine machine, ShardData data, MergeRequest request) {
    return compact(machine, data, request, Allowance.unlimited());
  }

  /**
   * Compacts, and puts the result in the place of its inputs if they are still there.
   *
   * @throws BlobMissingException if the inputs are not what the shard consists of any more
   * @throws CancelledException if it is not wanted any more; nothing happened
   * @throws DeadlineExceededException if it takes too long; nothing happened
   */
  MergeOutcome compact(Machine machine, ShardData data, MergeRequest request, Allowance allowance) {
    return compact(machine, data, request, allowance, count -> {});
  }

  /**
   * The same.
   *
   * @param written is told how many updates have been written so far
   */
  MergeOutcome compact(
      Machine machine,
      ShardData data,
      MergeRequest request,
      Allowance allowance,
      LongConsumer written) {
    check(request);
    CompactionPlan plan = CompactionPlan.of(request, limits);
    if (plan.memoryViolations() > 0) {
      LOG.debug(
          "{}: compaction of {} takes more than {} bytes: {} times two runs do",
          machine.shardId(),
          request.id(),
          limits.memoryBytes(),
          plan.memoryViolations());
    }
    Output output = new Output(data, request.desc(), plan, allowance, written);
    boolean linked = false;
    try {
      output.write();
      HollowBatch compacted = output.batch();
      linked = true;
      MergeAnswer answer =
          machine.applyMerge(new MergeResult(request.id(), compacted, output.carried()));
      linked = answer.isApplied();
      MergeOutcome outcome = answer.outcome();
      LOG.debug(
          "{}: compacted {} batches {} into {} updates and {} closed runs: {}",
          machine.shardId(),
          request.inputs().size(),
          request.id(),
          compacted.updates(),
          compacted.closedRuns().size(),
          outcome);
      output.delete(answer.forgotten());
      return outcome;
    } finally {
      if (!linked) {
        output.delete();
      }
    }
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

  /** The runs of one compaction as they come to be. */
  private final class Output {

    private final ShardData data;
    private final Description desc;
    private final CompactionPlan plan;
    private final Allowance allowance;
    private final LongConsumer written;
    private final ReadFilter filter;
    private final String name;
    private final List<Run> present = new ArrayList<>();
    private final List<Run> history = new ArrayList<>();
    private long updates;

    Output(
        ShardData data,
        Description desc,
        CompactionPlan plan,
        Allowance allowance,
        LongConsumer written) {
      this.data = data;
      this.desc = desc;
      this.plan = plan;
      this.allowance = allowance;
      this.written = written;
      this.filter = new ReadFilter.Compaction(desc.since());
      this.name = "compaction of " + data.shardId() + " " + desc;
    }

    HollowBatch batch() {
      List<Run> runs = new ArrayList<>(present);
      runs.addAll(plan.carried());
      runs.addAll(history);
      return HollowBatch.of(desc, runs);
    }

    Set<RunId> carried() {
      Set<RunId> ids = new HashSet<>();
      plan.carried().forEach(run -> ids.add(run.id()));
      return ids;
    }

    /** Deletes what was written, and not what was carried over. */
    void delete() {
      delete(Stream.of(present, history).flatMap(List::stream));
    }

    /** Deletes those of {@code runs} that were written, and not what was carried over. */
    void delete(Set<RunId> runs) {
      delete(history.stream().filter(run -> runs.contains(run.id())));
    }

    private void delete(Stream<Run> runs) {
      List<Part> parts = runs.flatMap(run -> run.parts().stream()).toList();
      if (!parts.isEmpty()) {
        writer.deleteParts(data.shardId(), parts);
      }
    }

    void write() {
      List<List<RegisteredRun>> chunks =
          plan.chunks().isEmpty() ? List.of(List.of()) : plan.chunks();
      for (int i = 0; i < chunks.size(); i++) {
        boolean last = i == chunks.size() - 1;
        merge(chunks.get(i), last ? plan.rewritten() : List.of());
      }
    }

    /** Merges present runs into one and what is over of them with older history. */
    private void merge(List<RegisteredRun> open, List<RegisteredRun> closed) {
      int inlineBytesMax = inlineBytesMax(open, closed);
      PartUploads presentParts = uploads(inlineBytesMax);
      PartUploads closedParts = uploads(inlineBytesMax);
      boolean done = false;
      try {
        Iterator<Updates> merged = consolidated(open.stream().map(this::updates).toList());
        if (desc.since().domain().isTotal()) {
          HistorySplit split =
              new HistorySplit(
                  data.key(),
                  data.value(),
                  merged,
                  limits.partBytesTarget(),
                  chunk -> submit(presentParts, chunk));
          List<Iterator<Updates>> over = new ArrayList<>();
          closed.forEach(run -> over.add(updates(run)));
          over.add(split);
          consolidated(over).forEachRemaining(chunk -> submit(closedParts, chunk));
        } else {
          merged.forEachRemaining(chunk -> submit(presentParts, chunk));
        }
        presentParts.finishAsOneRun().ifPresent(present::add);
        closedParts.finishAsHistory().ifPresent(history::add);
        done = true;
      } finally {
        if (!done) {
          presentParts.abandon();
          closedParts.abandon();
        }
      }
    }

    /** A run is inside the state as a whole or not at all: its last part may be small. */
    private int inlineBytesMax(List<RegisteredRun> open, List<RegisteredRun> closed) {
      long updates =
          Stream.of(open, closed)
              .flatMap(List::stream)
              .mapToLong(each -> each.run().updates())
              .sum();
      return PartUploader.mayBeInline(updates, limits.inlineBytesMax())
          ? limits.inlineBytesMax()
          : 0;
    }

    private PartUploads uploads(int inlineBytesMax) {
      return writer.uploads(
          data, desc, limits.outstandingParts(), inlineBytesMax, allowance.deadline());
    }

    private Iterator<Updates> consolidated(List<Iterator<Updates>> runs) {
      return new Consolidator(
          desc.since().domain(),
          data.key(),
          data.value(),
          runs,
          time -> time,
          limits.partBytesTarget());
    }

    private void submit(PartUploads uploads, Updates chunk) {
      allowance.check(name);
      if (chunk.retainedBytes() < Math.min(SMALL_BYTES, limits.partBytesTarget() / 2)) {
        uploads.submitLast(chunk);
      } else {
        uploads.submit(chunk);
      }
      updates += chunk.length();
      written.accept(updates);
    }

    /** The updates of one run, sorted, part by part. */
    private Iterator<Updates> updates(RegisteredRun run) {
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
          allowance.check(name);
          Updates updates = reader.fetchWhole(data, parts.next(), filter, allowance.deadline());
          return sorted ? updates : Consolidation.consolidate(desc.since().domain(), updates);
        }
      };
    }
  }
}
