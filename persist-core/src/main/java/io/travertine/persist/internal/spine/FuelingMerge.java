package io.travertine.persist.internal.spine;

import io.travertine.persist.time.Frontier;

/**
 * A merge of the two batches of a level, in progress as book-keeping.
 *
 * @param since what its result may be compacted to, fixed when the merge began
 * @param remainingWork in updates; 0 completes it
 */
public record FuelingMerge(Frontier since, long remainingWork) {

  public FuelingMerge {
    if (remainingWork < 0) {
      throw new IllegalArgumentException("remaining work out of range: " + remainingWork);
    }
  }
}
