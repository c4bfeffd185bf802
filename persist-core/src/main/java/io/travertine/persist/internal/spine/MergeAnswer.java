package io.travertine.persist.internal.spine;

import io.travertine.persist.id.RunId;
import java.util.Set;

/**
 * What was made of a merge result.
 *
 * @param forgotten runs of the output that were left out, because the since had passed them: nobody
 *     else refers to those that were not carried over
 */
public record MergeAnswer(MergeOutcome outcome, Set<RunId> forgotten) {

  /** Of a result of which nobody knows any more what was made of it: all of it may be in use. */
  public static final MergeAnswer UNKNOWN = new MergeAnswer(MergeOutcome.APPLIED_EXACT, Set.of());

  public MergeAnswer {
    forgotten = Set.copyOf(forgotten);
  }

  /** Whether the output took the place of its inputs. */
  public boolean isApplied() {
    return outcome.isApplied();
  }
}
