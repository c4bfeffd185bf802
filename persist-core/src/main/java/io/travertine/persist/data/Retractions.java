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

  /** Chunks of fewer rows are not worth a sieve. */
  private static final int SIEVED_ROWS = 256;

  private final long asOf;
  private final int share;
  private final int shares;
  private final RowChoice choice;
  private final List<Updates> chunks = new ArrayList<>();

  // One entry a distinct retracted row: its hash, where it is, and what it still owes (negative).
  private long[] hashes = new long[0];
  private int[] chunkOf = new int[0];
  private int[] rowOf = new int[0];
  private long[] owed = new long[0];
  private int entries;

  // Open addressing: entry + 1, or 0 where free; the size is a power of two, at most half full.
  private int[] slots = new int[16];

  /** Made with the first chunk that is worth it, when all is gathered. */
  private Optional<Sieve> sieve = Optional.empty();

  /**
   * @param asOf the time of the snapshot
   */
  public Retractions(long asOf) {
    this(asOf, RowChoice.all());
  }

  /**
   * Looks at the rows alone that are chosen, by the columns of their keys.
   *
   * @param asOf the time of the snapshot
   */
  public Retractions(long asOf, RowChoice choice) {
    this(asOf, choice, 0, 1);
  }

  /**
   * Looks at a share of all rows only, by chance but always the same; other rows are as if they
   * were not there.
   *
   * @param share which, from 0
   * @param shares of how many
   */
  public Retractions(long asOf, RowChoice choice, int share, int shares) {
    this.asOf = asOf;
    this.choice = choice;
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
    sieve = Optional.empty();
    int[] rows = new int[chunk.length()];
    int chosen = choice.choose(chunk.keys(), rows);
    int count = 0;
    for (int i = 0; i < chosen; i++) {
      if (chunk.diffs()[rows[i]] < 0) {
        rows[count++] = rows[i];
      }
    }
    if (2 * count > chunk.length()) {
      take(chunk, rows, count);
    } else if (count > 0) {
      Updates negative = chunk.gather(rows, 0, count);
      take(negative, rows, RowChoice.all().choose(negative.keys(), rows));
    }
  }

  private void take(Updates chunk, int[] rows, int count) {
    long[] rowHashes = RowHash.of(chunk, rows, count);
    chunks.add(chunk);
    for (int i = 0; i < count; i++) {
      if (isMine(rowHashes[i])) {
        long diff = chunk.diffs()[rows[i]];
        int slot = slot(rowHashes[i], chunk, rows[i]);
        if (slots[slot] == 0) {
          enter(slot, rowHashes[i], rows[i], diff);
        } else {
          owed[slots[slot] - 1] += diff;
        }
      }
    }
  }

  /**
   * The positive updates of {@code chunk} that survive, at the snapshot's time. Those that are not
   * chosen may be left out.
   */
  public Updates cancel(Updates chunk) {
    long[] times = times(chunk);
    if (entries == 0 && shares == 1) {
      return dropZeros(chunk.withTimes(times));
    }
    int[] rows = new int[chunk.length()];
    int chosen = choice.choose(chunk.keys(), rows);
    long[] diffs = new long[chosen];
    int kept =
        shares == 1 ? settle(chunk, rows, chosen, diffs) : settleMine(chunk, rows, chosen, diffs);
    if (kept == chunk.length()) {
      return new Updates(chunk.keys(), chunk.values(), times, diffs);
    }
    Updates gathered = chunk.gather(rows, 0, kept);
    return new Updates(gathered.keys(), gathered.values(), times, diffs);
  }

  private long[] times(Updates chunk) {
    for (int row = 0; row < chunk.length(); row++) {
      if (chunk.times()[row] != asOf) {
        long[] times = new long[chunk.length()];
        Arrays.fill(times, asOf);
        return times;
      }
    }
    return chunk.times();
  }

  /** Keeps those of {@code rows[0..count)} that survive, and what of their diffs does. */
  private int settle(Updates chunk, int[] rows, int count, long[] diffs) {
    int[] suspects = new int[count];
    int suspected = suspects(chunk, rows, count, suspects);
    long[] rowHashes = RowHash.of(chunk, suspects, suspected);
    int next = 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long left = chunk.diffs()[row];
      if (next < suspected && suspects[next] == row) {
        left = left > 0 ? settle(chunk, row, rowHashes[next]) : left;
        next++;
      }
      if (left > 0) {
        rows[kept] = row;
        diffs[kept++] = left;
      }
    }
    return kept;
  }

  private int settleMine(Updates chunk, int[] rows, int count, long[] diffs) {
    long[] rowHashes = RowHash.of(chunk, rows, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long diff = chunk.diffs()[row];
      long left = diff > 0 && isMine(rowHashes[i]) ? settle(chunk, row, rowHashes[i]) : 0;
      if (left > 0) {
        rows[kept] = row;
        diffs[kept++] = left;
      }
    }
    return kept;
  }

  /** Those of some rows that may have been retracted. */
  private int suspects(Updates chunk, int[] rows, int count, int[] suspects) {
    if (sieve.isEmpty() && chunk.length() >= SIEVED_ROWS) {
      sieve = Optional.of(Sieve.of(chunks, entriesOfChunks(), chunk));
    }
    if (sieve.isPresent()) {
      return sieve.get().sift(chunk, rows, count, suspects);
    }
    System.arraycopy(rows, 0, suspects, 0, count);
    return count;
  }

  /** For each chunk, the rows that are entries. */
  private List<int[]> entriesOfChunks() {
    List<int[]> rows = new ArrayList<>();
    for (int from = 0, chunk = 0; chunk < chunks.size(); chunk++) {
      int to = from;
      while (to < entries && chunkOf[to] == chunk) {
        to++;
      }
      rows.add(Arrays.copyOfRange(rowOf, from, to));
      from = to;
    }
    return rows;
  }

  /** What remains of {@code diff} after paying what its row owes. */
  private long settle(Updates chunk, int row, long hash) {
    long diff = chunk.diffs()[row];
    int entry = slots[slot(hash, chunk, row)] - 1;
    if (entry < 0) {
      return diff;
    }
    long sum = owed[entry] + diff;
    owed[entry] = Math.min(sum, 0);
    return sum;
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
