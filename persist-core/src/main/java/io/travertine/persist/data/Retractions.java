package io.travertine.persist.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The rows a snapshot has lost, in a hash table, waiting to cancel the rows they retract. Memory is
 * bounded by the retractions, not by the snapshot. Not thread-safe.
 *
 * <p>First {@link #gather} from every chunk that has a negative diff; then pass every chunk through
 * {@link #cancel}; what is left of the retractions is the {@link #remainder}. All updates are taken
 * to be at the one time of the snapshot, whatever their times say, and to share their schemas.
 */
public final class Retractions {

  private final long asOf;
  private final int share;
  private final int shares;
  private final List<Updates> chunks = new ArrayList<>();

  // One entry a distinct retracted row: its hash, where it is, and what it still owes (negative).
  private long[] hashes = new long[0];
  private int[] chunkOf = new int[0];
  private int[] rowOf = new int[0];
  private long[] owed = new long[0];
  private int entries;

  // Open addressing: entry + 1, or 0 where free; the size is a power of two, at most half full.
  private int[] slots = new int[16];

  /**
   * @param asOf the time of the snapshot
   */
  public Retractions(long asOf) {
    this(asOf, 0, 1);
  }

  /**
   * Looks at a share of all rows only, by chance but always the same; other rows are as if they
   * were not there.
   *
   * @param share which, from 0
   * @param shares of how many
   */
  public Retractions(long asOf, int share, int shares) {
    this.asOf = asOf;
    this.share = share;
    this.shares = shares;
  }

  private boolean isMine(long hash) {
    return shares == 1 || Math.floorMod((int) (hash >>> 32), shares) == share;
  }

  /** How many different rows have been retracted. */
  public int size() {
    return entries;
  }

  /** Takes the negative updates of {@code chunk}; may keep the chunk alive if there are any. */
  public void gather(Updates chunk) {
    if (!chunk.hasRetractions()) {
      return;
    }
    take(negative(chunk));
  }

  /** The negative updates that are mine; the chunk itself if they are most of it. */
  private Updates negative(Updates chunk) {
    long[] rowHashes = RowHash.of(chunk);
    int[] rows = new int[rowHashes.length];
    int count = 0;
    for (int row = 0; row < rowHashes.length; row++) {
      if (chunk.diffs()[row] < 0 && isMine(rowHashes[row])) {
        rows[count++] = row;
      }
    }
    return 2 * count > rows.length ? chunk : chunk.gather(rows, 0, count);
  }

  private void take(Updates chunk) {
    if (chunk.isEmpty()) {
      return;
    }
    long[] rowHashes = RowHash.of(chunk);
    chunks.add(chunk);
    for (int row = 0; row < rowHashes.length; row++) {
      long diff = chunk.diffs()[row];
      if (diff < 0 && isMine(rowHashes[row])) {
        int slot = slot(rowHashes[row], chunk, row);
        if (slots[slot] == 0) {
          enter(slot, rowHashes[row], row, diff);
        } else {
          owed[slots[slot] - 1] += diff;
        }
      }
    }
  }

  /** The positive updates of {@code chunk} that survive, at the snapshot's time. */
  public Updates cancel(Updates chunk) {
    long[] times = new long[chunk.length()];
    Arrays.fill(times, asOf);
    if (entries == 0 && shares == 1) {
      return dropZeros(chunk.withTimes(times));
    }
    long[] rowHashes = RowHash.of(chunk);
    int[] rows = new int[rowHashes.length];
    long[] diffs = new long[rowHashes.length];
    int kept = 0;
    for (int row = 0; row < rowHashes.length; row++) {
      long diff = chunk.diffs()[row];
      if (diff > 0 && isMine(rowHashes[row])) {
        int entry = slots[slot(rowHashes[row], chunk, row)] - 1;
        long left = entry < 0 ? diff : settle(entry, diff);
        if (left > 0) {
          rows[kept] = row;
          diffs[kept++] = left;
        }
      }
    }
    if (kept == rows.length) {
      return new Updates(chunk.keys(), chunk.values(), times, diffs);
    }
    Updates gathered = chunk.gather(rows, 0, kept);
    return new Updates(gathered.keys(), gathered.values(), times, diffs);
  }

  /** The retractions that found nothing to cancel, summed by row; absent in healthy collections. */
  public Optional<Updates> remainder() {
    Optional<UpdatesBuilder> builder = Optional.empty();
    for (int entry = 0; entry < entries; entry++) {
      if (owed[entry] != 0) {
        Updates chunk = chunks.get(chunkOf[entry]);
        if (builder.isEmpty()) {
          builder = Optional.of(new UpdatesBuilder(chunk.keys().schema(), chunk.values().schema()));
        }
        builder.get().add(chunk, rowOf[entry], asOf, owed[entry]);
      }
    }
    return builder.map(UpdatesBuilder::build);
  }

  private static Updates dropZeros(Updates chunk) {
    int[] rows = new int[chunk.length()];
    int kept = 0;
    for (int row = 0; row < rows.length; row++) {
      if (chunk.diffs()[row] != 0) {
        rows[kept++] = row;
      }
    }
    return kept == rows.length ? chunk : chunk.gather(rows, 0, kept);
  }

  /** What remains of {@code diff} after paying the entry's debt. */
  private long settle(int entry, long diff) {
    long sum = owed[entry] + diff;
    owed[entry] = Math.min(sum, 0);
    return sum;
  }

  /** The slot of the entry equal to this row, or the free slot where it would go. */
  private int slot(long hash, Updates chunk, int row) {
    int slot = (int) hash & slots.length - 1;
    while (slots[slot] != 0) {
      int entry = slots[slot] - 1;
      if (hashes[entry] == hash
          && RowOrder.compareRows(chunks.get(chunkOf[entry]), rowOf[entry], chunk, row) == 0) {
        return slot;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private void enter(int slot, long hash, int row, long diff) {
    hashes = ColumnBuilder.fit(hashes, entries + 1);
    chunkOf = ColumnBuilder.fit(chunkOf, entries + 1);
    rowOf = ColumnBuilder.fit(rowOf, entries + 1);
    owed = ColumnBuilder.fit(owed, entries + 1);
    hashes[entries] = hash;
    chunkOf[entries] = chunks.size() - 1;
    rowOf[entries] = row;
    owed[entries] = diff;
    slots[slot] = ++entries;
    if (2 * entries > slots.length) {
      rehash();
    }
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    for (int entry = 0; entry < entries; entry++) {
      int slot = (int) hashes[entry] & slots.length - 1;
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = entry + 1;
    }
  }
}
