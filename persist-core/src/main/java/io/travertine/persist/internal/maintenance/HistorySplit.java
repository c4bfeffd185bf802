package io.travertine.persist.internal.maintenance;

import io.travertine.persist.data.RowOrder;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * Takes closed history out of sorted, consolidated updates: of each row, updates that cancel each
 * other out are given out, the others go to the present. Both are sorted and consolidated, and
 * together they are what came in.
 *
 * <p>An update is cancelled by the next one that can, latest first, so that what is closed was open
 * for as short as possible, and as much as possible is closed: of each row only additions are left,
 * or only retractions. Of a row with very many updates some may be left that could be closed.
 *
 * <p>Only for totally ordered times. Not thread-safe.
 */
final class HistorySplit implements Iterator<Updates> {

  /** Updates of one row that are looked at together. */
  private static final int ROW_UPDATES_MAX = 1 << 14;

  private static final int PASSED_AT_ONCE = 1_024;

  private final Schema key;
  private final Schema value;
  private final Iterator<Updates> updates;
  private final long chunkBytes;
  private final Consumer<Updates> present;
  private UpdatesBuilder open;
  private UpdatesBuilder closed;
  private boolean done;

  // The updates of the current row in the order of time, and the row itself.
  private Updates rowChunk;
  private int row;
  private int count;
  private long[] times = new long[16];
  private long[] left = new long[16];
  private long[] cancelled = new long[16];

  /** Those of the current row that are not cancelled yet, all of one sign. */
  private int[] stack = new int[16];

  private int depth;

  /**
   * @param chunkBytes how many bytes to give out at once, counted as in spec §6.2
   * @param present is given the rest, chunk by chunk
   */
  HistorySplit(
      Schema key,
      Schema value,
      Iterator<Updates> updates,
      long chunkBytes,
      Consumer<Updates> present) {
    this.key = key;
    this.value = value;
    this.updates = updates;
    this.chunkBytes = chunkBytes;
    this.present = present;
    this.open = new UpdatesBuilder(key, value);
    this.closed = new UpdatesBuilder(key, value);
    this.rowChunk = Updates.none(key, value);
  }

  @Override
  public boolean hasNext() {
    while (!done && closed.bytes() < chunkBytes) {
      if (updates.hasNext()) {
        add(updates.next());
      } else {
        done = true;
        endRow();
        flushPresent();
      }
    }
    return closed.length() > 0;
  }

  /** The next closed updates, not empty. */
  @Override
  public Updates next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more closed history");
    }
    Updates chunk = closed.build();
    closed = new UpdatesBuilder(key, value);
    return chunk;
  }

  private void add(Updates chunk) {
    int from = 0;
    if (!chunk.hasRetractions()) {
      from = pass(chunk);
    }
    for (int i = from; i < chunk.length(); i++) {
      boolean same = count > 0 && RowOrder.compareRows(rowChunk, row, chunk, i) == 0;
      if (!same || count == ROW_UPDATES_MAX) {
        endRow();
      }
      rowChunk = chunk;
      row = i;
      take(chunk.times()[i], chunk.diffs()[i]);
    }
    open.copyPicked();
    closed.copyPicked();
  }

  /**
   * Takes the rows of a chunk without retractions as they are, but for those that updates before or
   * after the chunk may be of, too.
   *
   * @return how many updates are done with
   */
  private int pass(Updates chunk) {
    int last = chunk.length() - 1;
    int to = last;
    while (to > 0 && RowOrder.compareRows(chunk, to - 1, chunk, last) == 0) {
      to--;
    }
    if (to == 0 || (count > 0 && RowOrder.compareRows(rowChunk, row, chunk, 0) == 0)) {
      return 0;
    }
    endRow();
    for (int from = 0; from < to; from += PASSED_AT_ONCE) {
      open.addAll(chunk, from, Math.min(to, from + PASSED_AT_ONCE));
      if (open.bytes() >= chunkBytes) {
        flushPresent();
      }
    }
    return to;
  }

  /** Cancels what an update of the current row can, and keeps what is left of it. */
  private void take(long time, long diff) {
    if (count == times.length) {
      grow();
    }
    int at = count++;
    times[at] = time;
    left[at] = diff;
    cancelled[at] = 0;
    while (left[at] != 0 && depth > 0 && left[stack[depth - 1]] > 0 != left[at] > 0) {
      cancel(stack[depth - 1], at);
      if (left[stack[depth - 1]] == 0) {
        depth--;
      }
    }
    if (left[at] != 0) {
      stack[depth++] = at;
    }
  }

  /** Cancels as much of two updates of different sign as both have. */
  private void cancel(int a, int b) {
    // Negative magnitudes: there is none of the least long.
    long both = Math.max(Math.min(left[a], -left[a]), Math.min(left[b], -left[b]));
    shift(a, left[a] > 0 ? -both : both);
    shift(b, left[b] > 0 ? -both : both);
  }

  private void shift(int at, long diff) {
    left[at] -= diff;
    cancelled[at] += diff;
  }

  private void grow() {
    int size = 2 * times.length;
    times = Arrays.copyOf(times, size);
    left = Arrays.copyOf(left, size);
    cancelled = Arrays.copyOf(cancelled, size);
    stack = Arrays.copyOf(stack, size);
  }

  private void endRow() {
    for (int i = 0; i < count; i++) {
      if (cancelled[i] != 0) {
        closed.add(rowChunk, row, times[i], cancelled[i]);
      }
      if (left[i] != 0) {
        open.add(rowChunk, row, times[i], left[i]);
      }
    }
    count = 0;
    depth = 0;
    if (open.bytes() >= chunkBytes) {
      flushPresent();
    }
  }

  private void flushPresent() {
    if (open.length() > 0) {
      present.accept(open.build());
      open = new UpdatesBuilder(key, value);
    }
  }
}
