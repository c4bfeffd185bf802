package io.travertine.persist.location.retry;

import io.travertine.persist.id.Seed;
import java.time.Duration;

/**
 * How long to pause between attempts (spec §2.4): {@code fixedSleep} once if it is not zero, then
 * {@code initial}, and each time {@code multiplier} as much, up to {@code clamp}.
 *
 * @param multiplier at least 1
 */
public record Backoff(Duration fixedSleep, Duration initial, double multiplier, Duration clamp) {

  private static final double JITTER = 0.1;

  /** From 4 ms, doubling, up to 16 s. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ZERO, Duration.ofMillis(4), 2, Duration.ofSeconds(16));

  public Backoff {
    if (fixedSleep.isNegative() || initial.isNegative() || clamp.isNegative()) {
      throw new IllegalArgumentException(
          "pauses cannot be negative: %s, %s, %s".formatted(fixedSleep, initial, clamp));
    }
    if (!(multiplier >= 1)) {
      throw new IllegalArgumentException("pauses must not shrink: " + multiplier);
    }
  }

  /** The pauses of one run of attempts, each within a tenth of its length, without end. */
  public Pauses pauses(Seed seed) {
    return new Pauses(seed, JITTER);
  }

  /** The pauses to the nanosecond. */
  Pauses exactPauses() {
    return new Pauses(Seed.of(0), 0);
  }

  /** The pauses of one run of attempts. Not thread-safe. */
  public final class Pauses {

    private final Seed seed;
    private final double jitter;
    private int taken;
    private double exponentialNanos = Math.min(initial.toNanos(), clamp.toNanos());

    private Pauses(Seed seed, double jitter) {
      this.seed = seed;
      this.jitter = jitter;
    }

    /** How long to pause now. */
    public Duration next() {
      double nanos;
      if (taken == 0 && !fixedSleep.isZero()) {
        nanos = fixedSleep.toNanos();
      } else {
        nanos = exponentialNanos;
        exponentialNanos = Math.min(nanos * multiplier, clamp.toNanos());
      }
      taken++;
      double factor = jitter == 0 ? 1 : 1 - jitter + 2 * jitter * seed.fraction();
      return Duration.ofNanos(Math.round(nanos * factor));
    }

    /** How many pauses there have been. */
    public int taken() {
      return taken;
    }
  }
}
