package io.travertine.persist.simulation;

import io.travertine.persist.id.Seed;
import java.util.List;

/** The chances of a simulation, all from one seed. Not thread-safe: used in turns. */
final class Dice {

  private final Seed seed;

  Dice(long seed) {
    this.seed = Seed.of(seed);
  }

  /** A number in {@code [0, bound)}. */
  int below(int bound) {
    return (int) (seed.fraction() * bound);
  }

  /** A number in {@code [from, to]}. */
  int between(int from, int to) {
    return from + below(to - from + 1);
  }

  /** A number in {@code [from, to]}. */
  long between(long from, long to) {
    return from + (long) (seed.fraction() * (to - from + 1));
  }

  /** True once in {@code times} throws. */
  boolean oneIn(int times) {
    return below(times) == 0;
  }

  /** True with this probability. */
  boolean chance(double probability) {
    return seed.fraction() < probability;
  }

  <T> T pick(List<T> among) {
    return among.get(below(among.size()));
  }

  /** The seed of somebody else's dice. */
  long fork() {
    return seed.uuid().getMostSignificantBits();
  }
}
