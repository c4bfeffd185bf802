package io.travertine.persist.internal.spine;

import io.travertine.persist.time.Description;
import java.util.List;

/**
 * Batches that should be compacted into one (spec §5.4).
 *
 * @param id the spine batch they make up
 * @param desc what the output is to claim, its since included
 * @param inputs contiguous, oldest first, exactly covering {@code desc}
 * @param counts of the inputs
 */
public record MergeRequest(
    SpineId id, Description desc, List<SpinePart> inputs, InputCounts counts) {

  public MergeRequest {
    inputs = List.copyOf(inputs);
  }

  /** The request whose inputs are still to be counted. */
  public MergeRequest(SpineId id, Description desc, List<SpinePart> inputs) {
    this(id, desc, inputs, InputCounts.of(inputs));
  }

  /** Whether no input has updates, so that there is nothing to read or write. */
  public boolean isEmpty() {
    return inputs.stream().allMatch(part -> part.batch().isEmpty());
  }
}
