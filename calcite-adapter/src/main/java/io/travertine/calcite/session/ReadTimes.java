package io.travertine.calcite.session;

import java.util.List;
import java.util.OptionalLong;

/**
 * When one execution reads: the tables of the present at one time, and those with an AS OF at
 * theirs. Times are microseconds since the epoch.
 *
 * @param present when tables without a time of their own are read; empty if it is only presumed
 * @param slots the times of the statement's AS OFs, by slot
 */
public record ReadTimes(OptionalLong present, List<Long> slots) {

  /** The slot of tables without a time of their own. */
  public static final int PRESENT = -1;

  public ReadTimes {
    slots = List.copyOf(slots);
  }

  /**
   * The time of {@code slot}.
   *
   * @throws PresumedTimeException if it is only presumed
   */
  public long of(int slot) {
    return slot == PRESENT ? present.orElseThrow(PresumedTimeException::new) : slots.get(slot);
  }
}
