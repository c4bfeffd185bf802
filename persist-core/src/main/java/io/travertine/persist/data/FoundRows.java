package io.travertine.persist.data;

import java.util.Arrays;

/** Row numbers, in the order they were found. Not thread-safe. */
final class FoundRows {

  private int[] rows = new int[8];
  private int count;

  void add(int row) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
    }
    rows[count++] = row;
  }

  int[] rows() {
    return Arrays.copyOf(rows, count);
  }
}
