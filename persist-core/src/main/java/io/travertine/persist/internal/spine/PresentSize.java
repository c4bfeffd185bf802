package io.travertine.persist.internal.spine;

import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Run;
import java.util.OptionalLong;

/**
 * What it takes to read the present, closed history left out.
 *
 * @param updates at least as many as there are rows
 * @param runs to be merged
 * @param rows how many there are: the sum of all diffs; absent where it is not known, or says
 *     nothing because a batch was cut at append
 */
public record PresentSize(long updates, int runs, OptionalLong rows) {

  /** Nothing to read. */
  public static final PresentSize NOTHING = new PresentSize(0, 0, OptionalLong.of(0));

  static PresentSize of(HollowBatch batch) {
    PresentSize sum = NOTHING;
    for (Run run : batch.runs()) {
      if (!run.isClosed()) {
        OptionalLong rows = run.truncated() ? OptionalLong.empty() : run.diffsSum();
        sum = sum.and(new PresentSize(run.updates(), 1, rows));
      }
    }
    return sum;
  }

  /** Both together. */
  PresentSize and(PresentSize other) {
    return new PresentSize(
        updates + other.updates,
        runs + other.runs,
        rows.isPresent() && other.rows.isPresent()
            ? OptionalLong.of(rows.getAsLong() + other.rows.getAsLong())
            : OptionalLong.empty());
  }

  /** How many updates are read in vain, at least; 0 where that is not known. */
  public long waste() {
    return rows.isPresent() ? Math.max(0, updates - Math.max(0, rows.getAsLong())) : 0;
  }
}
