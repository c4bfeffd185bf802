package io.travertine.persist.location.probe;

import java.time.Duration;

/**
 * How thorough a look is.
 *
 * @param objects how many are written, listed and deleted one by one
 * @param writers how many append to one log at the same time
 * @param rounds how often they race, at most
 * @param racing no round begins later
 * @param samples how often clocks are compared
 * @param measures whether it takes time for what is no guarantee of the place: speed, and the
 *     machine's own clock
 */
public record Extent(
    int objects, int writers, int rounds, Duration racing, int samples, boolean measures) {

  /** Some ten seconds at most, on a store that answers. */
  public static final Extent FULL = new Extent(10, 8, 20, Duration.ofSeconds(8), 8, true);

  /** As few requests as tell anything: before a database is created. */
  public static final Extent QUICK = new Extent(1, 3, 2, Duration.ofSeconds(8), 1, false);
}
