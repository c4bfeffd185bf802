package io.travertine.persist.internal.spine;

import io.travertine.persist.internal.batch.HollowBatch;

/** A registered batch and the inserted batches it stands for. */
public record SpinePart(SpineId id, HollowBatch batch) {}
