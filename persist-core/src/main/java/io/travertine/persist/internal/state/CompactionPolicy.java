package io.travertine.persist.internal.state;

import io.travertine.persist.internal.spine.InputCounts;

/**
 * Which compactions are worth doing: one with this many inputs, or parts, or updates (spec §6.6).
 * What travels inside the state takes no request to read, and counts a quarter: the many small
 * commits of a busy process are compacted more of them at once, and less often.
 *
 * @param claimMillis how long a claim on a spine batch keeps others from compacting it
 */
public record CompactionPolicy(int inputsMin, int partsMin, long updatesMin, long claimMillis) {

  private static final int INLINE_PER_FETCHED = 4;

  /** 8 inputs, or 8 parts, or 1,024 updates; claims of ten minutes. */
  public static final CompactionPolicy DEFAULT = new CompactionPolicy(8, 8, 1024, 10 * 60 * 1000);

  /** Every compaction is worth doing; claims of ten minutes. */
  public static final CompactionPolicy EVERYTHING =
      new CompactionPolicy(1, 1, 1, DEFAULT.claimMillis());

  /** None is, for who does not compact. */
  public static final CompactionPolicy NOTHING =
      new CompactionPolicy(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, 0);

  boolean isWorthDoing(InputCounts inputs) {
    return counted(inputs.stored(), inputs.inline()) >= inputsMin
        || counted(inputs.storedParts(), inputs.inlineParts()) >= partsMin
        || inputs.updates() >= updatesMin;
  }

  /** The few that there are count as one. */
  private static long counted(long stored, long inline) {
    long weight = INLINE_PER_FETCHED * stored + inline;
    return weight == 0 ? 0 : Math.max(1, weight / INLINE_PER_FETCHED);
  }
}
