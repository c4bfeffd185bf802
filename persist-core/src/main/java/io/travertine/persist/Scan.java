package io.travertine.persist;

import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Updates;
import io.travertine.persist.internal.io.RowTest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What to read of a snapshot.
 *
 * @param columns the columns to decode
 * @param ranges what key columns of the wanted rows lie in. They only let whole parts be skipped:
 *     filter the rows yourself. Of rows outside the ranges some may be missing and some that were
 *     retracted may come back
 * @param points what key columns of the wanted rows are; they are among the columns to decode. No
 *     other row is given, and none is looked at: every part is searched, not scanned
 * @param wants whether you want any of these rows, which have the columns to decode. Asked of some
 *     of the parts that are skipped, as an audit, by other threads: if the answer is yes, reading
 *     fails, because the ranges or the statistics are wrong
 */
public record Scan(
    Projection columns,
    List<ColumnRange> ranges,
    Optional<Points> points,
    Predicate<Updates> wants) {

  private static final Scan EVERYTHING = of(Projection.all());

  public Scan {
    ranges = List.copyOf(ranges);
  }

  /** All columns of all rows. */
  public static Scan everything() {
    return EVERYTHING;
  }

  /** These columns of all rows. */
  public static Scan of(Projection columns) {
    return new Scan(columns, List.of(), Optional.empty(), rows -> false);
  }

  /** The same, with parts skipped that have no row within {@code ranges}. */
  public Scan within(List<ColumnRange> ranges) {
    return new Scan(columns, ranges, points, wants);
  }

  /** The same, of the rows that are at one of {@code points} alone. */
  public Scan at(Points points) {
    return new Scan(columns, ranges, Optional.of(points), wants);
  }

  /** The same, with the reader's own filter to audit the ranges by. */
  public Scan audited(Predicate<Updates> wants) {
    return new Scan(columns, ranges, points, wants);
  }

  RowTest test() {
    return new RowTest(columns, ranges, points, wants);
  }
}
