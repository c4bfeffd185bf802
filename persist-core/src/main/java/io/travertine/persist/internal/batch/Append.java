package io.travertine.persist.internal.batch;

import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.List;

/** The batch that one append registers for the batches it is given (spec §4.5, steps 2 and 3). */
public final class Append {

  private Append() {}

  /**
   * All runs of {@code batches} as one batch {@code [lower, upper)}. A run whose own batch reaches
   * beyond that interval is marked as truncated.
   *
   * @throws InvalidUsageException if a batch does not cover the interval, or if its rewritten times
   *     need not lie in it
   */
  public static HollowBatch concatenate(List<HollowBatch> batches, Frontier lower, Frontier upper) {
    if (!lower.lessEqual(upper)) {
      throw new InvalidUsageException(new InvalidUsage.InvalidBounds(lower, upper));
    }
    boolean rewritten = anyRewritten(batches);
    List<Run> runs = new ArrayList<>();
    for (HollowBatch batch : batches) {
      checkBounds(batch.desc(), lower, upper);
      if (rewritten) {
        checkRewrite(batch, lower, upper);
      }
      boolean begins = batch.desc().lower().equals(lower);
      boolean ends = batch.desc().upper().equals(upper);
      for (Run run : batch.runs()) {
        boolean whole = ends && (begins || run.isRewrittenBeyond(lower));
        runs.add(whole ? run : run.asTruncated());
      }
    }
    return HollowBatch.of(new Description(lower, upper, Frontier.minimum(lower.domain())), runs);
  }

  private static boolean anyRewritten(List<HollowBatch> batches) {
    for (HollowBatch batch : batches) {
      for (Part part : batch.parts()) {
        if (part.rewrite().isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private static void checkBounds(Description built, Frontier lower, Frontier upper) {
    if (!built.lower().lessEqual(lower) || built.upper().lessThan(upper)) {
      throw new InvalidUsageException(
          new InvalidUsage.InvalidBatchBounds(built.lower(), built.upper(), lower, upper));
    }
  }

  private static void checkRewrite(HollowBatch batch, Frontier lower, Frontier upper) {
    if (!batch.desc().upper().equals(upper)) {
      throw new InvalidUsageException(
          new InvalidUsage.InvalidRewrite(
              "a rewritten batch ends at "
                  + batch.desc().upper()
                  + " but is appended up to "
                  + upper));
    }
    for (Part part : batch.parts()) {
      Frontier earliest = part.rewrite().orElse(batch.desc().lower());
      if (!lower.lessEqual(earliest)) {
        throw new InvalidUsageException(
            new InvalidUsage.InvalidRewrite(
                "times from " + earliest + " on are appended from " + lower + " on"));
      }
    }
  }
}
