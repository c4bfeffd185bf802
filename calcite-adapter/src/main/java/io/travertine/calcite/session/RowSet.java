package io.travertine.calcite.session;

import io.travertine.persist.data.RowHash;
import io.travertine.persist.data.RowOrder;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;

/** The different rows among the retractions of some updates. Immutable. */
final class RowSet {

  /** No rows. */
  static final RowSet NONE =
      new RowSet(Updates.none(Schema.EMPTY, Schema.EMPTY), new long[0], new int[1], true);

  private final Updates updates;
  private final long[] hashes;

  /** Row numbers of {@link #updates}, plus 1; 0 where free. Open addressing, at most half full. */
  private final int[] slots;

  private final boolean empty;

  private RowSet(Updates updates, long[] hashes, int[] slots, boolean empty) {
    this.updates = updates;
    this.hashes = hashes;
    this.slots = slots;
    this.empty = empty;
  }

  /** The rows that {@code updates} takes away. */
  static RowSet retractedBy(Updates updates) {
    if (!updates.hasRetractions()) {
      return NONE;
    }
    long[] hashes = RowHash.of(updates);
    int[] slots = new int[Integer.highestOneBit(Math.max(8, updates.length())) * 4];
    for (int row = 0; row < hashes.length; row++) {
      if (updates.diffs()[row] < 0) {
        int slot = (int) hashes[row] & slots.length - 1;
        while (slots[slot] != 0) {
          slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = row + 1;
      }
    }
    return new RowSet(updates, hashes, slots, false);
  }

  boolean isEmpty() {
    return empty;
  }

  /** Whether {@code others} take one of these rows away, too. */
  boolean sharesRetractionWith(Updates others) {
    if (empty || !others.hasRetractions()) {
      return false;
    }
    long[] theirs = RowHash.of(others);
    for (int row = 0; row < theirs.length; row++) {
      if (others.diffs()[row] < 0 && contains(theirs[row], others, row)) {
        return true;
      }
    }
    return false;
  }

  private boolean contains(long hash, Updates others, int row) {
    int slot = (int) hash & slots.length - 1;
    while (slots[slot] != 0) {
      int mine = slots[slot] - 1;
      if (hashes[mine] == hash && RowOrder.compareRows(updates, mine, others, row) == 0) {
        return true;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return false;
  }
}
