package io.travertine.calcite.session;

import java.util.List;
import java.util.OptionalLong;

/**
 * When one execution reads: the tables of the present at one time, and those with an AS OF at
 * theirs. Times are microseconds since the epoch.
 *
 * @param present when tables without a time of their own are read; empty if there are none
 * @param slots the times of the statement's AS OFs, by slot
 */
public record ReadTimes(OptionalLong present, List<Long> slots) {

  /** The slot of tables without a time of their own. */
  public static final int PRESENT = -1;

  public ReadTimes {
    slots = List.copyOf(slots);
  }

  /** The time of {@code slot}. */
  public long of(int slot) {
    return slot == PRESENT ? present.orElseThrow() : slots.get(slot);
  }

  /**
   * The present of {@code tables}: the latest time at which any of them has a commit, so that every
   * commit acknowledged before this call is seen, and all of them at once. Those that lag behind
   * are completed up to it.
   */
  public static OptionalLong presentOf(List<OpenTable> tables, long now) {
    if (tables.isEmpty()) {
      return OptionalLong.empty();
    }
    long latest = 0;
    for (OpenTable table : tables) {
      long upper = table.fetchUpper();
      if (Long.compareUnsigned(upper, latest) > 0) {
        latest = upper;
      }
    }
    long time = latest == 0 ? now : latest - 1;
    if (tables.size() > 1 || latest == 0) {
      tables.forEach(table -> table.completeUpTo(time));
    }
    return OptionalLong.of(time);
  }
}
