package io.travertine.persist.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The laws of spec §1.2, checked against the definition on a small universe: a frontier is the set
 * of times at or beyond it.
 */
abstract class FrontierLaws {

  private static final int SEEDS = 300;

  private final TimeDomain domain;
  private final List<Long> universe;

  FrontierLaws(TimeDomain domain, List<Long> universe) {
    this.domain = domain;
    this.universe = universe;
  }

  @Test
  void theDomainIsALattice() {
    for (long a : universe) {
      assertThat(domain.lessEqual(domain.minimum(), a)).isTrue();
      assertThat(domain.lessEqual(a, a)).isTrue();
      assertThat(domain.lessThan(a, a)).isFalse();
      for (long b : universe) {
        assertThat(domain.lessEqual(a, b) && domain.lessEqual(b, a)).isEqualTo(a == b);
        assertThat(domain.isTotal() && !domain.lessEqual(a, b) && !domain.lessEqual(b, a))
            .isFalse();
        if (domain.lessThan(a, b)) {
          assertThat(domain.compare(a, b)).as("sorting agrees with the order").isNegative();
        }
        assertThat(Integer.signum(domain.compare(a, b)))
            .isEqualTo(-Integer.signum(domain.compare(b, a)));
        for (long c : universe) {
          assertThat(domain.lessEqual(domain.join(a, b), c))
              .isEqualTo(domain.lessEqual(a, c) && domain.lessEqual(b, c));
          assertThat(domain.lessEqual(c, domain.meet(a, b)))
              .isEqualTo(domain.lessEqual(c, a) && domain.lessEqual(c, b));
        }
      }
    }
  }

  @Test
  void aFrontierIsTheMinimalTimesOfWhatItIsMadeFrom() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Random random = new Random(seed);
          List<Long> times = randomTimes(random);
          Frontier frontier = frontier(times);
          for (long time : universe) {
            assertThat(frontier.lessEqual(time))
                .isEqualTo(times.stream().anyMatch(t -> domain.lessEqual(t, time)));
            assertThat(frontier.lessThan(time))
                .isEqualTo(times.stream().anyMatch(t -> domain.lessThan(t, time)));
          }
          long[] elements = frontier.elements();
          for (int i = 0; i < elements.length; i++) {
            assertThat(times).contains(elements[i]);
            for (int j = 0; j < elements.length; j++) {
              assertThat(i != j && domain.lessEqual(elements[i], elements[j])).isFalse();
              assertThat(i < j && domain.compare(elements[i], elements[j]) >= 0).isFalse();
            }
          }
          Collections.shuffle(times, random);
          assertThat(frontier(times)).isEqualTo(frontier).hasSameHashCodeAs(frontier);
          assertThat(Frontier.of(domain, elements)).isEqualTo(frontier);
        });
  }

  @Test
  void frontiersAreOrderedByWhatLiesBeyondThem() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Random random = new Random(seed);
          Frontier a = frontier(randomTimes(random));
          Frontier b = random.nextInt(4) == 0 ? a : frontier(randomTimes(random));
          boolean contains = universe.stream().allMatch(t -> !b.lessEqual(t) || a.lessEqual(t));
          assertThat(a.lessEqual(b)).isEqualTo(contains);
          assertThat(a.lessEqual(b) && b.lessEqual(a)).isEqualTo(a.equals(b));
          assertThat(a.lessThan(b)).isEqualTo(a.lessEqual(b) && !a.equals(b));
          assertThat(Frontier.minimum(domain).lessEqual(a)).isTrue();
          assertThat(a.lessEqual(Frontier.empty(domain))).isTrue();
        });
  }

  @Test
  void meetAndJoinAreTheGreatestLowerAndTheLeastUpperBound() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Random random = new Random(seed);
          Frontier a = frontier(randomTimes(random));
          Frontier b = frontier(randomTimes(random));
          Frontier c = frontier(randomTimes(random));
          Frontier meet = a.meet(b);
          Frontier join = a.join(b);
          for (long time : universe) {
            assertThat(meet.lessEqual(time)).isEqualTo(a.lessEqual(time) || b.lessEqual(time));
            assertThat(join.lessEqual(time)).isEqualTo(a.lessEqual(time) && b.lessEqual(time));
          }
          assertThat(c.lessEqual(meet)).isEqualTo(c.lessEqual(a) && c.lessEqual(b));
          assertThat(join.lessEqual(c)).isEqualTo(a.lessEqual(c) && b.lessEqual(c));
          assertThat(meet).isEqualTo(b.meet(a));
          assertThat(join).isEqualTo(b.join(a));
          assertThat(a.meet(b.meet(c))).isEqualTo(a.meet(b).meet(c));
          assertThat(a.join(b.join(c))).isEqualTo(a.join(b).join(c));
          assertThat(a.meet(a.join(b))).isEqualTo(a);
          assertThat(a.join(a.meet(b))).isEqualTo(a);
        });
  }

  @Test
  void advancingIsInvisibleFromTheFrontierOn() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Random random = new Random(seed);
          Frontier frontier = frontier(randomTimes(random));
          Frontier later = frontier.join(frontier(randomTimes(random)));
          for (long time : universe) {
            long advanced = frontier.advance(time);
            assertThat(domain.lessEqual(time, advanced)).isTrue();
            assertThat(frontier.advance(advanced)).as("idempotent").isEqualTo(advanced);
            for (long seen : universe) {
              if (frontier.lessEqual(seen)) {
                assertThat(domain.lessEqual(advanced, seen))
                    .isEqualTo(domain.lessEqual(time, seen));
              }
              if (domain.lessEqual(time, seen)) {
                assertThat(domain.lessEqual(advanced, frontier.advance(seen)))
                    .as("monotone")
                    .isTrue();
              }
            }
            if (!later.isEmpty()) {
              assertThat(later.advance(advanced))
                  .as("in two steps as in one")
                  .isEqualTo(later.advance(time));
            }
            if (domain.isTotal() && !frontier.isEmpty()) {
              assertThat(advanced).isEqualTo(domain.join(time, frontier.only()));
            }
          }
        });
  }

  @Test
  void noEarlierOrLaterRepresentativeIsForgotten() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Random random = new Random(seed);
          Frontier frontier = frontier(randomTimes(random));
          if (frontier.isEmpty()) {
            return;
          }
          long a = universe.get(random.nextInt(universe.size()));
          long b = universe.get(random.nextInt(universe.size()));
          boolean alike =
              universe.stream()
                  .filter(frontier::lessEqual)
                  .allMatch(t -> domain.lessEqual(a, t) == domain.lessEqual(b, t));
          assertThat(frontier.advance(a) == frontier.advance(b))
              .as("times that look alike become the same")
              .isEqualTo(alike);
        });
  }

  private Frontier frontier(List<Long> times) {
    return Frontier.of(domain, times.stream().mapToLong(Long::longValue).toArray());
  }

  private List<Long> randomTimes(RandomGenerator random) {
    List<Long> times = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      times.add(universe.get(random.nextInt(universe.size())));
    }
    return times;
  }
}
