package io.travertine.cli.soak;

import java.time.Duration;

/**
 * How long, how often, and how closely it is watched.
 *
 * @param samples how many are taken
 * @param commits how many there are between two of them
 * @param pause from the beginning of one commit to that of the next
 */
public record Pace(int samples, int commits, Duration pause) {

  /** A commit a second and a sample a minute. */
  public static Pace ofMinutes(int minutes) {
    return new Pace(minutes, 60, Duration.ofSeconds(1));
  }
}
