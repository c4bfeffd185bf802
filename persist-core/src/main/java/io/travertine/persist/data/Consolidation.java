package io.travertine.persist.data;

import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Summing the diffs of equal updates and dropping those that come to nothing (spec §1.5). Sums wrap
 * around, as diffs are a group.
 */
public final class Consolidation {

  private Consolidation() {}

  /** Sorts by {@link RowOrder}, sums updates equal in key, value and time, drops sums of zero. */
  public static Updates consolidate(TimeDomain domain, Updates updates) {
    if (isConsolidated(domain, updates)) {
      return updates;
    }
    int[] rows = RowSort.order(domain, updates);
    long[] sums = new long[rows.length];
    int kept = 0;
    for (int i = 0; i < rows.length; ) {
      int row = rows[i];
      long sum = updates.diffs()[row];
      for (i++; i < rows.length; i++) {
        if (RowOrder.compare(domain, updates, row, updates, rows[i]) != 0) {
          break;
        }
        sum += updates.diffs()[rows[i]];
      }
      if (sum != 0) {
        rows[kept] = row;
        sums[kept++] = sum;
      }
    }
    Updates gathered = updates.gather(rows, 0, kept);
    return new Updates(
        gathered.keys(), gathered.values(), gathered.times(), Arrays.copyOf(sums, kept));
  }

  /** Whether updates are sorted by {@link RowOrder}, all different, and none has diff zero. */
  public static boolean isConsolidated(TimeDomain domain, Updates updates) {
    for (int i = 0; i < updates.length(); i++) {
      if (updates.diffs()[i] == 0
          || (i > 0 && RowOrder.compare(domain, updates, i - 1, updates, i) >= 0)) {
        return false;
      }
    }
    return true;
  }

  /** The updates with {@code advance} applied to every time. */
  public static Updates advance(Updates updates, LongUnaryOperator advance) {
    long[] times = new long[updates.length()];
    for (int i = 0; i < times.length; i++) {
      times[i] = advance.applyAsLong(updates.times()[i]);
    }
    return updates.withTimes(times);
  }

  /**
   * The contents at one time of a collection whose updates up to then are {@code chunks}: the same
   * multiset, at time {@code asOf}, with every retraction cancelled out. Nothing is sorted, and a
   * row may come several times. Without any retraction nothing is copied but times.
   */
  public static List<Updates> snapshot(List<Updates> chunks, long asOf) {
    Retractions retractions = new Retractions(asOf);
    chunks.forEach(retractions::gather);
    List<Updates> contents = new ArrayList<>();
    for (Updates chunk : chunks) {
      Updates left = retractions.cancel(chunk);
      if (!left.isEmpty()) {
        contents.add(left);
      }
    }
    retractions.remainder().ifPresent(contents::add);
    return contents;
  }
}
