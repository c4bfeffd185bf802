package io.travertine.persist.location.probe;

import io.travertine.persist.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What time it was by the store when it was something by this machine.
 *
 * @param aheadMillis by how much the store was ahead of the middle of the request
 * @param doubtMillis how wrong that can be, at most
 */
record ClockSample(long aheadMillis, long doubtMillis) {

  /** Dates of HTTP are cut to seconds. */
  private static final long PRECISION_MILLIS = 1_000;

  /** By an answer that tells the time; empty if it does not. */
  static Optional<ClockSample> of(Clock clock, Supplier<OptionalLong> request) {
    long sent = clock.epochMillis();
    long start = clock.monotonicNanos();
    OptionalLong told = request.get();
    long tookMillis = Duration.ofNanos(clock.monotonicNanos() - start).toMillis();
    return told.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ClockSample(
                told.getAsLong() + PRECISION_MILLIS / 2 - (sent + tookMillis / 2),
                tookMillis / 2 + PRECISION_MILLIS / 2));
  }

  /** How far apart the clocks surely are. */
  long apartMillis() {
    return Math.max(0, Math.abs(aheadMillis) - doubtMillis);
  }
}
