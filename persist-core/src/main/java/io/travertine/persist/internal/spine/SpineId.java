package io.travertine.persist.internal.spine;

/**
 * The inserted batches that something in the spine stands for: numbers {@code lo} to {@code hi},
 * half-open, counted from 0 since the shard began. Prints as {@code lo-hi}.
 */
public record SpineId(long lo, long hi) implements Comparable<SpineId> {

  public SpineId {
    if (lo < 0 || lo >= hi) {
      throw new IllegalArgumentException("not a range of batches: " + lo + "-" + hi);
    }
  }

  /** Whether every batch of {@code other} is one of ours. */
  public boolean covers(SpineId other) {
    return lo <= other.lo && other.hi <= hi;
  }

  /** The range of both; {@code next} must begin where this ends. */
  public SpineId through(SpineId next) {
    if (hi != next.lo) {
      throw new IllegalStateException("batches " + this + " and " + next + " are not adjacent");
    }
    return new SpineId(lo, next.hi);
  }

  @Override
  public int compareTo(SpineId other) {
    int byLo = Long.compare(lo, other.lo);
    return byLo != 0 ? byLo : Long.compare(hi, other.hi);
  }

  @Override
  public String toString() {
    return lo + "-" + hi;
  }
}
