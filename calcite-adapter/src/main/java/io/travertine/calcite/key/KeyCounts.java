package io.travertine.calcite.key;

import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnBatchBuilder;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.RowHash;
import io.travertine.persist.data.RowOrder;
import io.travertine.persist.data.Updates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * How many rows more or less there are of each key, by a number of changes. Keys with a NULL are
 * equal to nothing and not counted. Not thread-safe while it is added to.
 */
public final class KeyCounts {

  private final List<ColumnBatch> pieces = new ArrayList<>();

  /** For each key its piece, its row in there, its hash and its count. */
  private int[] pieceOf = new int[8];

  private int[] rowOf = new int[8];
  private long[] hashes = new long[8];
  private long[] counts = new long[8];
  private int size;

  /** Numbers of keys and 1, by hash; 0 where free. */
  private int[] slots = new int[16];

  /** The changes of some keys alone. */
  public static KeyCounts of(ColumnBatch keys, long[] diffs) {
    KeyCounts counts = new KeyCounts();
    counts.add(keys, diffs, 1);
    return counts;
  }

  /**
   * Adds changes.
   *
   * @param keys canonical, kept
   * @param diffs how many rows each is; at least as many as keys
   * @param sign 1, or -1 to take away what was added
   */
  public void add(ColumnBatch keys, long[] diffs, int sign) {
    if (keys.length() == 0) {
      return;
    }
    long[] added = RowHash.of(keys);
    int piece = pieces.size();
    pieces.add(keys);
    for (int row = 0; row < added.length; row++) {
      if (!hasNull(keys, row)) {
        int entry = entry(added[row], keys, piece, row); // may replace the array of counts
        counts[entry] += sign * diffs[row];
      }
    }
  }

  private static boolean hasNull(ColumnBatch keys, int row) {
    for (ColumnVector column : keys.columns()) {
      if (column.isNull(row)) {
        return true;
      }
    }
    return false;
  }

  private int entry(long hash, ColumnBatch keys, int piece, int row) {
    int slot = slot(hash, keys, row);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (size == counts.length) {
      pieceOf = Arrays.copyOf(pieceOf, 2 * size);
      rowOf = Arrays.copyOf(rowOf, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    pieceOf[size] = piece;
    rowOf[size] = row;
    hashes[size] = hash;
    slots[slot] = ++size;
    if (2 * size > slots.length) {
      spread();
    }
    return size - 1;
  }

  private void spread() {
    slots = new int[2 * slots.length];
    for (int entry = 0; entry < size; entry++) {
      int slot = (int) hashes[entry] & slots.length - 1;
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = entry + 1;
    }
  }

  /** Where a key is, or would be. */
  private int slot(long hash, ColumnBatch keys, int row) {
    int slot = (int) hash & slots.length - 1;
    while (slots[slot] != 0) {
      int entry = slots[slot] - 1;
      if (hashes[entry] == hash
          && RowOrder.compare(pieces.get(pieceOf[entry]), rowOf[entry], keys, row) == 0) {
        return slot;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  /** One key and its count. */
  public final class Entry {
    private final int number;

    private Entry(int number) {
      this.number = number;
    }

    public long count() {
      return counts[number];
    }

    /** The keys it is one of. */
    public ColumnBatch keys() {
      return pieces.get(pieceOf[number]);
    }

    /** Which of them it is. */
    public int row() {
      return rowOf[number];
    }

    /** How often {@code others} count the same key. */
    public long countIn(KeyCounts others) {
      int entry = others.slots[others.slot(hashes[number], keys(), row())] - 1;
      return entry < 0 ? 0 : others.counts[entry];
    }
  }

  /** Whether there are more rows of some key than before. */
  public boolean anyAdded() {
    return Arrays.stream(counts, 0, size).anyMatch(count -> count > 0);
  }

  /** Those whose count is accepted, in the order they were first added. */
  public List<Entry> entries(LongPredicate count) {
    List<Entry> accepted = new ArrayList<>();
    for (int number = 0; number < size; number++) {
      if (count.test(counts[number])) {
        accepted.add(new Entry(number));
      }
    }
    return accepted;
  }

  /** The keys of some entries, which are at least one. */
  public static ColumnBatch keys(List<Entry> entries) {
    ColumnBatchBuilder builder = new ColumnBatchBuilder(entries.get(0).keys().schema());
    for (Entry entry : entries) {
      builder.add(entry.keys(), entry.row());
    }
    return builder.build();
  }

  /**
   * Whether changes of whole rows are about a key of which these leave more rows than they found.
   *
   * @param diff which changes count
   */
  public boolean meet(KeyColumns key, Updates changes, LongPredicate diff) {
    ColumnBatch keys = key.ofRows(changes.keys());
    long[] theirs = RowHash.of(keys);
    for (int row = 0; row < theirs.length; row++) {
      if (diff.test(changes.diffs()[row])) {
        int entry = slots[slot(theirs[row], keys, row)] - 1;
        if (entry >= 0 && counts[entry] > 0) {
          return true;
        }
      }
    }
    return false;
  }
}
