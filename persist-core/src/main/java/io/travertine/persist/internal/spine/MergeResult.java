package io.travertine.persist.internal.spine;

import io.travertine.persist.internal.batch.HollowBatch;

/**
 * A compacted batch that wants to take the place of its inputs.
 *
 * @param inputs the inserted batches that {@code output} stands for
 */
public record MergeResult(SpineId inputs, HollowBatch output) {}
