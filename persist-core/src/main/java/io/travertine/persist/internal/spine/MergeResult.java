package io.travertine.persist.internal.spine;

import io.travertine.persist.id.RunId;
import io.travertine.persist.internal.batch.HollowBatch;
import java.util.Set;

/**
 * A compacted batch that wants to take the place of its inputs.
 *
 * @param inputs the inserted batches that {@code output} stands for
 * @param carried runs of the inputs that are in {@code output} as they were. It can only be applied
 *     while they still are among what it replaces: blobs that were let go of must not come back
 */
public record MergeResult(SpineId inputs, HollowBatch output, Set<RunId> carried) {

  public MergeResult {
    carried = Set.copyOf(carried);
  }

  /** A result of which everything was written anew. */
  public MergeResult(SpineId inputs, HollowBatch output) {
    this(inputs, output, Set.of());
  }
}
