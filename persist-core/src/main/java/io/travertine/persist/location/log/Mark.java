package io.travertine.persist.location.log;

/**
 * How far a log is known to be on disk, as one word of shared memory.
 *
 * @param generation its lowest 24 bits
 * @param end the position behind the last entry, below 2^40
 */
record Mark(int generation, long end) {

  private static final int END_BITS = 40;
  private static final int GENERATION_MASK = 0xFF_FFFF;

  /** As far as a log can go. */
  static final long END_MAX = (1L << END_BITS) - 1;

  /** Where nothing was published yet. */
  static final Mark NONE = new Mark(0, 0);

  /** The mark of an end in a generation, which counts without bounds. */
  static Mark of(long generation, long end) {
    return new Mark((int) (generation & GENERATION_MASK), end);
  }

  static Mark ofWord(long word) {
    return new Mark((int) (word >>> END_BITS), word & END_MAX);
  }

  long word() {
    return (long) generation << END_BITS | end;
  }

  boolean isNone() {
    return end == 0;
  }

  /** Whether it is of this generation. */
  boolean isOf(long of) {
    return !isNone() && generation == (of & GENERATION_MASK);
  }

  /** Whether it is of a later generation: generations in use are never half the range apart. */
  boolean isAfter(long of) {
    int ahead = (int) (generation - of & GENERATION_MASK);
    return !isNone() && ahead != 0 && ahead <= GENERATION_MASK / 2;
  }
}
