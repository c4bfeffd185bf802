package io.travertine.persist.simulation;

import io.travertine.persist.id.Seed;
import java.util.List;

/** The chances of a simulation, all from one seed. Not thread-safe: used in turns. */
final class Dice {

  private final Seed seed;

  Dice(long seed) {
    this.seed = Seed.of(scattered(seed));
  }

  /** Neighbouring seeds of a pseudo-random generator begin with nearly the same number. */
  private static long scattered(long seed) {
    long mixed = seed + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
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
