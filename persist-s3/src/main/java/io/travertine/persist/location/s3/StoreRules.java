package io.travertine.persist.location.s3;

import java.time.Duration;

/**
 * For how long a log's names are safe to build on. A name that truncation has freed could be
 * created again by a writer who slept meanwhile; so truncation frees only names of old entries, and
 * who has slept looks twice.
 *
 * @param keptFor truncated entries stay this long, by the store's clock
 * @param freshFor what was the newest entry may be built on for this long; well below {@code
 *     keptFor}, the rest of which is for clocks that differ and answers that take long
 */
record StoreRules(Duration keptFor, Duration freshFor) {

  static final StoreRules DEFAULT = new StoreRules(Duration.ofHours(1), Duration.ofMinutes(30));

  /**
   * By how much the store's answers may differ about the time. Whether an entry is fresh is told by
   * two of them, whether it is old enough to go by two others: half of what lies between is for
   * each pair, less what a request takes.
   */
  Duration clockTolerance(Duration request) {
    return keptFor.minus(freshFor).dividedBy(2).minus(request);
  }
}
