package io.travertine.persist.internal.spine;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Run;
import java.util.List;

/**
 * What a compaction would have to read.
 *
 * @param stored batches of which at least a part is in Blob
 * @param storedParts parts of their present runs
 * @param inline batches that travel inside the state
 * @param inlineParts parts of their present runs
 * @param updates of all, without closed history
 */
public record InputCounts(
    long stored, long storedParts, long inline, long inlineParts, long updates) {

  static final InputCounts NOTHING = new InputCounts(0, 0, 0, 0, 0);

  /** Those of batches. */
  public static InputCounts of(List<SpinePart> inputs) {
    InputCounts sum = NOTHING;
    for (SpinePart input : inputs) {
      sum = sum.and(of(input.batch()));
    }
    return sum;
  }

  private static InputCounts of(HollowBatch batch) {
    long parts = 0;
    for (Run run : batch.presentRuns()) {
      parts += run.parts().size();
    }
    return batch.isInline()
        ? new InputCounts(0, 0, 1, parts, batch.updates())
        : new InputCounts(1, parts, 0, 0, batch.updates());
  }

  /** Both together. */
  InputCounts and(InputCounts other) {
    return new InputCounts(
        stored + other.stored,
        storedParts + other.storedParts,
        inline + other.inline,
        inlineParts + other.inlineParts,
        updates + other.updates);
  }
}
