package io.travertine.persist;

import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.Projection;
import java.util.List;

/**
 * What to read of a snapshot.
 *
 * @param columns the columns to decode
 * @param ranges what key columns of the wanted rows lie in. They only let whole parts be skipped:
 *     filter the rows yourself. Of rows outside the ranges some may be missing and some that were
 *     retracted may come back
 */
public record Scan(Projection columns, List<ColumnRange> ranges) {

  private static final Scan EVERYTHING = new Scan(Projection.all(), List.of());

  public Scan {
    ranges = List.copyOf(ranges);
  }

  /** All columns of all rows. */
  public static Scan everything() {
    return EVERYTHING;
  }

  /** These columns of all rows. */
  public static Scan of(Projection columns) {
    return new Scan(columns, List.of());
  }

  /** The same, with parts skipped that have no row within {@code ranges}. */
  public Scan within(List<ColumnRange> ranges) {
    return new Scan(columns, ranges);
  }
}
