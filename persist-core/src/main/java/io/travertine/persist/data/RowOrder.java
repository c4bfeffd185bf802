package io.travertine.persist.data;

import io.travertine.persist.time.TimeDomain;

/**
 * The total order of updates: key columns in schema order, then value columns, then {@link
 * TimeDomain#compare}. In a column nulls come first, false before true, numbers as numbers, floats
 * as {@link Double#compare}, strings and bytes by unsigned bytes.
 *
 * <p>Two rows are equal exactly if they compare as 0. Both sides must have the same column types.
 */
public final class RowOrder {

  private RowOrder() {}

  /** Compares row {@code i} of {@code a} with row {@code j} of {@code b}. */
  public static int compare(ColumnBatch a, int i, ColumnBatch b, int j) {
    for (int column = 0; column < a.columns().size(); column++) {
      int order = a.columns().get(column).compare(i, b.columns().get(column), j);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Compares keys, then values, leaving times aside. */
  public static int compareRows(Updates a, int i, Updates b, int j) {
    int order = compare(a.keys(), i, b.keys(), j);
    return order != 0 ? order : compare(a.values(), i, b.values(), j);
  }

  /** Compares keys, then values, then times. */
  public static int compare(TimeDomain domain, Updates a, int i, Updates b, int j) {
    int order = compareRows(a, i, b, j);
    return order != 0 ? order : domain.compare(a.times()[i], b.times()[j]);
  }

  /** Whether each update is at or after the one before it. */
  public static boolean isSorted(TimeDomain domain, Updates updates) {
    for (int i = 1; i < updates.length(); i++) {
      if (compare(domain, updates, i - 1, updates, i) > 0) {
        return false;
      }
    }
    return true;
  }
}
