package io.travertine.persist.internal.spine;

import io.travertine.persist.time.Description;
import java.util.List;

/**
 * Batches that should be compacted into one (spec §5.4).
 *
 * @param id the spine batch they make up
 * @param desc what the output is to claim, its since included
 * @param inputs contiguous, oldest first, exactly covering {@code desc}
 */
public record MergeRequest(SpineId id, Description desc, List<SpinePart> inputs) {

  public MergeRequest {
    inputs = List.copyOf(inputs);
  }

  /** Whether no input has updates, so that there is nothing to read or write. */
  public boolean isEmpty() {
    return inputs.stream().allMatch(part -> part.batch().isEmpty());
  }
}
