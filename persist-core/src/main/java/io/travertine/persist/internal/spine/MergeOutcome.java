package io.travertine.persist.internal.spine;

/**
 * What became of a merge result (spec §5.5). A result that was not applied must be deleted by who
 * wrote it, but only if it was <em>never</em> applied, in any of the command's attempts: the first
 * may have been committed although its answer was lost.
 */
public enum MergeOutcome {
  /** It stands for a whole spine batch. */
  APPLIED_EXACT(true, true),
  /** It stands for some parts of a spine batch. */
  APPLIED_SUBSET(true, true),
  /** It has more updates than what it would replace: a better one was applied before. */
  NOT_APPLIED_TOO_MANY_UPDATES(true, false),
  /** It is compacted further than the spine batch may be. */
  NOT_APPLIED_INVALID_SINCE(false, false),
  /** No spine batch has exactly these inputs any more. */
  NOT_APPLIED_NO_MATCH(false, false);

  private final boolean matched;
  private final boolean applied;

  MergeOutcome(boolean matched, boolean applied) {
    this.matched = matched;
    this.applied = applied;
  }

  /** Whether the inputs were found. */
  public boolean isMatched() {
    return matched;
  }

  public boolean isApplied() {
    return applied;
  }
}
