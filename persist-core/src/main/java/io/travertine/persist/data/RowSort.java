package io.travertine.persist.data;

import io.travertine.persist.time.TimeDomain;
import java.util.Arrays;
import java.util.List;

/**
 * Sorts the rows of updates by {@link RowOrder} without moving them. Stable.
 *
 * <p>First by as much of the first column's {@link ColumnVector#orderPrefix} as fits into a {@code
 * long} beside the row number, so that most of the sorting is of primitive numbers; then what is
 * alike in that, by a merge sort that compares whole rows.
 */
final class RowSort {

  private static final int INSERTION_ROWS = 12;

  private final TimeDomain domain;
  private final Updates updates;
  private final long[] prefixes;

  private RowSort(TimeDomain domain, Updates updates) {
    this.domain = domain;
    this.updates = updates;
    this.prefixes = prefixes(updates);
  }

  /** The row numbers in order. */
  static int[] order(TimeDomain domain, Updates updates) {
    return new RowSort(domain, updates).order();
  }

  private int[] order() {
    int length = updates.length();
    int[] rows = new int[length];
    if (length == 0) {
      return rows;
    }
    long least = Arrays.stream(prefixes).min().orElseThrow();
    long greatest = Arrays.stream(prefixes).max().orElseThrow();
    int rowBits = Integer.SIZE - Integer.numberOfLeadingZeros(length);
    int prefixBits = Long.SIZE - Long.numberOfLeadingZeros(greatest - least);
    // A bit is kept free: what is sorted must not be negative.
    int shift = Math.max(0, prefixBits + rowBits - (Long.SIZE - 1));
    long[] packed = new long[length];
    for (int row = 0; row < length; row++) {
      packed[row] = (prefixes[row] - least) >>> shift << rowBits | row;
    }
    Arrays.sort(packed);
    for (int i = 0; i < length; i++) {
      rows[i] = (int) (packed[i] & (1L << rowBits) - 1);
    }
    sortWhatIsAlike(packed, rowBits, rows);
    return rows;
  }

  /** Within each stretch of rows with the same packed prefix. */
  private void sortWhatIsAlike(long[] packed, int rowBits, int[] rows) {
    int[] copy = new int[0];
    for (int from = 0, to; from < rows.length; from = to) {
      for (to = from + 1; to < rows.length; to++) {
        if (packed[to] >>> rowBits != packed[from] >>> rowBits) {
          break;
        }
      }
      if (to - from > INSERTION_ROWS && copy.length == 0) {
        copy = new int[rows.length];
      }
      if (to - from > INSERTION_ROWS) {
        System.arraycopy(rows, from, copy, from, to - from);
      }
      sort(copy, rows, from, to);
    }
  }

  private static long[] prefixes(Updates updates) {
    long[] prefixes = new long[updates.length()];
    List<ColumnVector> columns =
        updates.keys().columns().isEmpty() ? updates.values().columns() : updates.keys().columns();
    if (!columns.isEmpty()) {
      ColumnVector first = columns.get(0);
      for (int i = 0; i < prefixes.length; i++) {
        prefixes[i] = first.orderPrefix(i);
      }
    }
    return prefixes;
  }

  /** Sorts {@code into[from..to)}; {@code rows} holds the same row numbers there. */
  private void sort(int[] rows, int[] into, int from, int to) {
    if (to - from <= INSERTION_ROWS) {
      insert(into, from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(into, rows, from, middle);
    sort(into, rows, middle, to);
    if (compare(rows[middle - 1], rows[middle]) <= 0) {
      System.arraycopy(rows, from, into, from, to - from);
      return;
    }
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeLeft = right == to || (left < middle && compare(rows[left], rows[right]) <= 0);
      into[i] = takeLeft ? rows[left++] : rows[right++];
    }
  }

  private void insert(int[] rows, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int row = rows[i];
      int at = i;
      while (at > from && compare(rows[at - 1], row) > 0) {
        rows[at] = rows[at - 1];
        at--;
      }
      rows[at] = row;
    }
  }

  private int compare(int a, int b) {
    int order = Long.compare(prefixes[a], prefixes[b]);
    return order != 0 ? order : RowOrder.compare(domain, updates, a, updates, b);
  }
}
