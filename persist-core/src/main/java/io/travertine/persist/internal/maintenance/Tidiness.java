package io.travertine.persist.internal.maintenance;

import io.travertine.persist.internal.spine.PresentSize;
import io.travertine.persist.internal.spine.Spine;
import io.travertine.persist.internal.spine.SpineBatch;
import java.util.OptionalLong;

/**
 * How much of a shard's present should be merged so that reading it costs about what its live rows
 * do (design, promises 7 and 8). Pure.
 *
 * <p>Merging everything is worth it once what is read in vain is a share of what is live: then the
 * work is a multiple of what was written in vain, however often that happens.
 */
final class Tidiness {

  /** While writers are busy, waste may be half of what is live. */
  private static final long BUSY_SHARE = 2;

  /** Once they are quiet, an eighth. */
  private static final long QUIET_SHARE = 8;

  /** Less waste than this is not looked at while writers are busy. */
  private static final long BUSY_WASTE_MIN = 4_096;

  private static final long QUIET_WASTE_MIN = 16;

  /** So few updates are merged at the least occasion. */
  private static final long FEW_UPDATES = 4_096;

  private static final int RUNS_OF_FEW_MAX = 8;
  private static final int RUNS_MAX = 12;

  private Tidiness() {}

  /** The fuel that the spine wants while writers are at work, if any. */
  static OptionalLong whenBusy(Spine trace) {
    PresentSize size = trace.present();
    return size.waste() >= BUSY_WASTE_MIN && isWasteful(size, BUSY_SHARE) && size.runs() > 1
        ? OptionalLong.of(Long.MAX_VALUE)
        : OptionalLong.empty();
  }

  /** The fuel that the spine wants once writers are quiet, if any. */
  static OptionalLong whenQuiet(Spine trace) {
    PresentSize size = trace.present();
    if (size.runs() <= 1) {
      return OptionalLong.empty();
    }
    boolean wasteful = size.waste() >= QUIET_WASTE_MIN && isWasteful(size, QUIET_SHARE);
    boolean few = size.updates() <= FEW_UPDATES && size.runs() > RUNS_OF_FEW_MAX;
    if (wasteful || few) {
      return OptionalLong.of(Long.MAX_VALUE);
    }
    return size.runs() > RUNS_MAX
        ? OptionalLong.of(allButTheLargest(trace, size.updates()))
        : OptionalLong.empty();
  }

  private static boolean isWasteful(PresentSize size, long share) {
    return size.waste() > (size.updates() - size.waste()) / share;
  }

  private static long allButTheLargest(Spine trace, long updates) {
    long largest = 0;
    for (SpineBatch batch : trace.spineBatches()) {
      largest = Math.max(largest, batch.updates());
    }
    return Math.max(1, updates - largest);
  }
}
