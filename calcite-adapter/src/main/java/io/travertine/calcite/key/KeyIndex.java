package io.travertine.calcite.key;

import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.RowHash;
import io.travertine.persist.data.RowOrder;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Changes of whole rows that are found by a key. Not thread-safe. */
public final class KeyIndex {

  private static final int NONE = -1;

  private final KeyColumns key;
  private final List<Updates> pieces = new ArrayList<>();
  private final List<ColumnBatch> keys = new ArrayList<>();

  /** For each change its piece, its row in there, its hash, and the one before it in its slot. */
  private int[] pieceOf = new int[8];

  private int[] rowOf = new int[8];
  private long[] hashes = new long[8];
  private int[] before = new int[8];
  private int changes;

  /** The last change of each slot, by hash. */
  private int[] slots = empty(8);

  public KeyIndex(KeyColumns key) {
    this.key = key;
  }

  public KeyColumns key() {
    return key;
  }

  /** How many pieces were added. */
  public int size() {
    return pieces.size();
  }

  /**
   * Adds changes.
   *
   * @param piece in the columns of the key's table, kept
   */
  public void add(Updates piece) {
    ColumnBatch added = key.ofRows(piece.keys());
    pieces.add(piece);
    keys.add(added);
    long[] hash = RowHash.of(added);
    for (int row = 0; row < hash.length; row++) {
      if (changes == hashes.length) {
        grow();
      }
      pieceOf[changes] = pieces.size() - 1;
      rowOf[changes] = row;
      hashes[changes] = hash[row];
      link(changes++);
    }
  }

  private void grow() {
    int length = 2 * changes;
    pieceOf = Arrays.copyOf(pieceOf, length);
    rowOf = Arrays.copyOf(rowOf, length);
    hashes = Arrays.copyOf(hashes, length);
    before = Arrays.copyOf(before, length);
    slots = empty(length);
    for (int change = 0; change < changes; change++) {
      link(change);
    }
  }

  private static int[] empty(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, NONE);
    return slots;
  }

  private void link(int change) {
    int slot = (int) hashes[change] & slots.length - 1;
    before[change] = slots[slot];
    slots[slot] = change;
  }

  /**
   * The changes of rows that have one of some keys.
   *
   * @param values canonical, all different, and none with a NULL
   */
  public Updates at(ColumnBatch values) {
    UpdatesBuilder found = new UpdatesBuilder(key.table().rowSchema(), Schema.EMPTY);
    long[] wanted = RowHash.of(values);
    for (int row = 0; row < wanted.length; row++) {
      int change = slots[(int) wanted[row] & slots.length - 1];
      while (change != NONE) {
        int piece = pieceOf[change];
        if (hashes[change] == wanted[row]
            && RowOrder.compare(keys.get(piece), rowOf[change], values, row) == 0) {
          found.add(pieces.get(piece), rowOf[change]);
        }
        change = before[change];
      }
    }
    return found.build();
  }
}
