package io.travertine.persist.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one run is like. Every seed has its own mixture, in which much is missing: trouble of one
 * kind hides trouble of another.
 *
 * @param calm whether nothing happens that costs anybody a lease that is long enough
 * @param processes at work at the same time
 * @param work how many operations to do in all
 * @param misfortunes what happens how often, relative to each other
 * @param leaseSecondsMax readers are forgotten after a silence of at most this
 * @param writerLeaseSeconds writers are forgotten after a silence of this
 * @param clockStepMillis clocks are off by at most this
 * @param readersOfTwelve how many actors of twelve read
 * @param holdersOfTwelve how many actors of twelve replace each other at a hold that never expires
 * @param undertakersOfTwelve how many actors of twelve fill, close and finalize shards
 * @param patientOfTwelve how many actors of twelve read the past for a long time
 * @param slowAnswers whether answers take their time, so that many calls of a process overlap
 */
record Plan(
    boolean calm,
    int processes,
    int work,
    Map<Misfortune, Integer> misfortunes,
    int leaseSecondsMax,
    int writerLeaseSeconds,
    long clockStepMillis,
    int readersOfTwelve,
    int holdersOfTwelve,
    int undertakersOfTwelve,
    int patientOfTwelve,
    boolean slowAnswers) {

  /** Two clocks differ by at most twice their skew, and that is at most half a writer's lease. */
  private static final long SKEWS_PER_LEASE = 4;

  private static final long CALM_SKEW_MILLIS = 100;

  /** Soon over for who says nothing; see {@link SimulatedProcess} for the least. */
  private static final int CALM_LEASE_SECONDS_MAX = 20;

  /** What the nemesis does to a process. */
  enum Misfortune {
    KILLED,
    DOOMED,
    FROZEN_SHORTLY,
    FROZEN_LONG,
    STUNNED,
    CUT_OFF,
    ALL_CUT_OFF,
    FLAKY,
    RELIABLE,
    CLOCK_STEPS
  }

  /** What costs nobody a lease that is long enough. */
  private static final Set<Misfortune> HARMLESS =
      EnumSet.of(Misfortune.KILLED, Misfortune.DOOMED, Misfortune.RELIABLE);

  static Plan draw(Dice dice) {
    boolean calm = dice.oneIn(6);
    Map<Misfortune, Integer> misfortunes = new EnumMap<>(Misfortune.class);
    for (Misfortune each : Misfortune.values()) {
      int weight = dice.oneIn(3) ? 0 : dice.between(1, 4);
      misfortunes.put(each, calm && !HARMLESS.contains(each) ? 0 : weight);
    }
    long clockStepMillis = calm ? CALM_SKEW_MILLIS : dice.pick(List.of(100L, 5_000L, 60_000L));
    int skewsSeconds = (int) (SKEWS_PER_LEASE * clockStepMillis / 1_000);
    return new Plan(
        calm,
        dice.between(2, 4),
        dice.between(150, 320),
        misfortunes,
        calm ? CALM_LEASE_SECONDS_MAX : dice.pick(List.of(8, 20, 60)),
        Math.max(skewsSeconds, dice.pick(List.of(20, 60, 3_600))),
        clockStepMillis,
        dice.between(4, 8),
        dice.pick(List.of(0, 0, 2)),
        dice.pick(List.of(0, 0, 3)),
        calm ? 3 : dice.pick(List.of(0, 1, 3)),
        !calm && dice.oneIn(3));
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
