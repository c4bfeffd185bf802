package io.travertine.persist.data;

import io.travertine.persist.time.TimeDomain;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sorts the rows of updates by {@link RowOrder} without moving them: a stable merge sort of row
 * numbers that looks at the first column's {@link ColumnVector#orderPrefix} before anything else.
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
    int[] rows = IntStream.range(0, updates.length()).toArray();
    new RowSort(domain, updates).sort(rows.clone(), rows, 0, rows.length);
    return rows;
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
