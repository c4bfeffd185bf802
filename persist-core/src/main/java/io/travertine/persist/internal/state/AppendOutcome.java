package io.travertine.persist.internal.state;

import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.time.Frontier;
import java.util.List;

/** What became of {@link CompareAndAppend}. */
public sealed interface AppendOutcome {

  /** Appended in this application of the command; {@code requests} are for who did it. */
  record Appended(List<MergeRequest> requests) implements AppendOutcome {}

  /** An earlier attempt of the same append was committed. */
  record AlreadyCommitted() implements AppendOutcome {}

  /**
   * The shard does not end where the batch begins.
   *
   * @param writerUpper where the writer's last append ended. If it is before the end of the batch,
   *     no attempt of this append can have been committed
   */
  record UpperMismatch(Frontier shardUpper, Frontier writerUpper) implements AppendOutcome {}

  /** The call is against the rules; nothing was or will be written. */
  record Invalid(InvalidUsage usage) implements AppendOutcome {}

  /** The state has enough inline bytes: put the batch's parts into Blob and try again. */
  record InlineBackpressure(long inlineBytes) implements AppendOutcome {}
}
