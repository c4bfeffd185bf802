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
}
