package io.travertine.persist.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one run is like. Every seed has its own mixture, in which much is missing: trouble of one
 * kind hides trouble of another.
 *
 * @param processes at work at the same time
 * @param work how many operations to do in all
 * @param misfortunes what happens how often, relative to each other
 * @param leaseSecondsMax readers are forgotten after a silence of at most this
 * @param writerLeaseSeconds writers are forgotten after a silence of this
 * @param clockStepMillis clocks are off by at most this
 * @param readersOfTwelve how many actors of twelve read
 */
record Plan(
    int processes,
    int work,
    Map<Misfortune, Integer> misfortunes,
    int leaseSecondsMax,
    int writerLeaseSeconds,
    long clockStepMillis,
    int readersOfTwelve) {

  /** Two clocks differ by at most twice their skew, and that is at most half a writer's lease. */
  private static final long SKEWS_PER_LEASE = 4;

  /** What the nemesis does to a process. */
  enum Misfortune {
    KILLED,
    DOOMED,
    FROZEN_SHORTLY,
    FROZEN_LONG,
    CUT_OFF,
    ALL_CUT_OFF,
    FLAKY,
    RELIABLE,
    CLOCK_STEPS
  }

  static Plan draw(Dice dice) {
    Map<Misfortune, Integer> misfortunes = new EnumMap<>(Misfortune.class);
    for (Misfortune each : Misfortune.values()) {
      misfortunes.put(each, dice.oneIn(3) ? 0 : dice.between(1, 4));
    }
    long clockStepMillis = dice.pick(List.of(100L, 5_000L, 60_000L));
    int skewsSeconds = (int) (SKEWS_PER_LEASE * clockStepMillis / 1_000);
    return new Plan(
        dice.between(2, 4),
        dice.between(150, 320),
        misfortunes,
        dice.pick(List.of(8, 20, 60)),
        Math.max(skewsSeconds, dice.pick(List.of(20, 60, 3_600))),
        clockStepMillis,
        dice.between(4, 8));
  }

  /** Something that happens, by weight; nothing, if nothing may. */
  List<Misfortune> drawn(Dice dice) {
    List<Misfortune> urn = new ArrayList<>();
    misfortunes.forEach(
        (each, weight) -> {
          for (int i = 0; i < weight; i++) {
            urn.add(each);
          }
        });
    return urn.isEmpty() ? urn : List.of(dice.pick(urn));
  }
}
