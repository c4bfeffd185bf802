package io.travertine.persist.location.s3;

import java.time.Duration;

/**
 * An instant by the store's clock: the {@code Date} of an answer, or when an object was written.
 *
 * @param millis since the epoch, precise to the second
 */
record StoreTime(long millis) {

  private static final long SECOND = 1_000;

  /** Listings of some stores are more precise than their answers. */
  StoreTime {
    millis = Math.floorDiv(millis, SECOND) * SECOND;
  }

  /**
   * Whether {@code later} comes less than {@code span} after this; clocks may differ by as much.
   */
  boolean isLessThan(Duration span, StoreTime later) {
    return Math.abs(later.millis - millis) < span.toMillis();
  }

  /** Whether {@code later} comes at least {@code span} after this. */
  boolean isAtLeast(Duration span, StoreTime later) {
    return later.millis - millis >= span.toMillis();
  }
}
