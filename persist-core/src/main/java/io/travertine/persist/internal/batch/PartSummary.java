package io.travertine.persist.internal.batch;

import java.util.OptionalLong;

/**
 * The numbers of a part that are known without fetching it. They are physical: computed over every
 * update in the bytes, also those that a truncated run no longer covers (spec §5.5).
 *
 * @param updates how many, at least 1
 * @param diffsSum the sum of all diffs modulo 2^64, if recorded
 * @param minDiff the least diff; if it is positive there is nothing to retract
 * @param minTime a time at or before every update; in the shard's sorting order
 * @param maxTime the last time in the shard's sorting order
 */
public record PartSummary(
    long updates, OptionalLong diffsSum, long minDiff, long minTime, long maxTime) {

  public PartSummary {
    if (updates < 1) {
      throw new IllegalArgumentException("a part needs updates: " + updates);
    }
  }
}
