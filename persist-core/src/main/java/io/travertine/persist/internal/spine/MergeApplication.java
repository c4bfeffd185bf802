package io.travertine.persist.internal.spine;

import io.travertine.persist.error.PoisonedException;
import io.travertine.persist.id.RunId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Puts the result of a compaction in the place of its inputs (spec §5.5).
 *
 * <p>Inputs are found by their ids, and the bounds must agree as well. An output may be compacted
 * less far than the spine batch allows, never further. Closed history that the since has passed
 * while the compaction went on is left out: nobody would look for it any more.
 *
 * <p>Whose output is refused need not hold its claim any longer.
 */
final class MergeApplication {

  private MergeApplication() {}

  static Spine.Merged apply(Spine spine, MergeResult result) {
    for (SpineBatch batch : spine.spineBatches()) {
      if (batch.id().covers(result.inputs())) {
        return applyTo(spine, batch, result);
      }
    }
    return refused(spine, result, MergeOutcome.NOT_APPLIED_NO_MATCH);
  }

  private static Spine.Merged refused(Spine spine, MergeResult result, MergeOutcome outcome) {
    return new Spine.Merged(spine.unclaimed(result.inputs()), outcome, Set.of());
  }

  private static Spine.Merged applyTo(Spine spine, SpineBatch batch, MergeResult result) {
    HollowBatch output = result.output();
    List<SpinePart> replaced = inputs(batch, result.inputs());
    if (replaced.isEmpty() || !boundsAgree(replaced, output.desc())) {
      return refused(spine, result, MergeOutcome.NOT_APPLIED_NO_MATCH);
    }
    Set<RunId> passed = passed(output, spine.since());
    if (!holdsAll(replaced, result.carried(), passed)) {
      return refused(spine, result, MergeOutcome.NOT_APPLIED_NO_MATCH);
    }
    if (!output.desc().since().lessEqual(batch.desc().since())) {
      return refused(spine, result, MergeOutcome.NOT_APPLIED_INVALID_SINCE);
    }
    long replacedUpdates = replaced.stream().mapToLong(part -> part.batch().updates()).sum();
    if (output.updates() > replacedUpdates) {
      return refused(spine, result, MergeOutcome.NOT_APPLIED_TOO_MANY_UPDATES);
    }
    checkDiffs(replaced, result);
    boolean exact = result.inputs().equals(batch.id());
    SpineBatch merged =
        new SpineBatch(
                batch.id(),
                batch.desc(),
                partsWith(batch, result),
                exact ? Optional.empty() : batch.claim())
            .forgettingUntil(spine.since());
    return new Spine.Merged(
        spine.replace(each -> each == batch, each -> merged),
        exact ? MergeOutcome.APPLIED_EXACT : MergeOutcome.APPLIED_SUBSET,
        passed);
  }

  /** The closed history of {@code output} that {@code since} has passed. */
  private static Set<RunId> passed(HollowBatch output, Frontier since) {
    Set<RunId> passed = new HashSet<>();
    for (Run run : output.closedRuns()) {
      if (run.isClosedAt(since)) {
        passed.add(run.id());
      }
    }
    return passed;
  }

  /** The parts that make up exactly {@code ids}, or none. */
  private static List<SpinePart> inputs(SpineBatch batch, SpineId ids) {
    List<SpinePart> covered = batch.parts().stream().filter(part -> ids.covers(part.id())).toList();
    boolean exact =
        !covered.isEmpty()
            && covered.get(0).id().lo() == ids.lo()
            && covered.get(covered.size() - 1).id().hi() == ids.hi();
    return exact ? covered : List.of();
  }

  private static boolean boundsAgree(List<SpinePart> replaced, Description output) {
    return replaced.get(0).batch().desc().lower().equals(output.lower())
        && replaced.get(replaced.size() - 1).batch().desc().upper().equals(output.upper());
  }

  /** Whether what was carried over is still there, or is not wanted any more. */
  private static boolean holdsAll(List<SpinePart> replaced, Set<RunId> carried, Set<RunId> passed) {
    if (carried.isEmpty()) {
      return true;
    }
    Set<RunId> there = new HashSet<>(passed);
    for (SpinePart part : replaced) {
      for (Run run : part.batch().runs()) {
        there.add(run.id());
      }
    }
    return there.containsAll(carried);
  }

  private static List<SpinePart> partsWith(SpineBatch batch, MergeResult result) {
    List<SpinePart> parts = new ArrayList<>();
    for (SpinePart part : batch.parts()) {
      if (!result.inputs().covers(part.id())) {
        parts.add(part);
      } else if (part.id().lo() == result.inputs().lo()) {
        parts.add(new SpinePart(result.inputs(), result.output()));
      }
    }
    return parts;
  }

  /**
   * The cheapest guard against lost data: consolidating and advancing times keep the sum of diffs,
   * modulo 2^64. It holds only where all sums are known and nothing was cut at append, because a
   * part's sum counts every update in its bytes. That of closed history is zero.
   */
  private static void checkDiffs(List<SpinePart> replaced, MergeResult result) {
    for (Run run : result.output().closedRuns()) {
      if (run.diffsSum().orElse(0) != 0) {
        throw new PoisonedException(
            "compaction of batches "
                + result.inputs()
                + " closes history that is not over: the diffs of run "
                + run.id()
                + " come to "
                + run.diffsSum().getAsLong());
      }
    }
    long before = 0;
    for (SpinePart part : replaced) {
      OptionalLong sum = diffsSum(part.batch());
      if (sum.isEmpty()) {
        return;
      }
      before += sum.getAsLong();
    }
    OptionalLong after = diffsSum(result.output());
    if (after.isPresent() && after.getAsLong() != before) {
      throw new PoisonedException(
          "compaction of batches "
              + result.inputs()
              + " "
              + result.output().desc()
              + " does not keep the sum of diffs: "
              + before
              + " became "
              + after.getAsLong());
    }
  }

  private static OptionalLong diffsSum(HollowBatch batch) {
    long sum = 0;
    for (Run run : batch.runs()) {
      OptionalLong ofRun = run.diffsSum();
      if (run.truncated() || ofRun.isEmpty()) {
        return OptionalLong.empty();
      }
      sum += ofRun.getAsLong();
    }
    return OptionalLong.of(sum);
  }
}
