package io.travertine.persist;

import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.RowChoice;
import io.travertine.persist.internal.io.RowTest;
import java.util.List;
import java.util.Optional;

/**
 * What to read of a snapshot.
 *
 * @param columns the columns to decode
 * @param ranges what key columns of the wanted rows lie in. They only let whole parts be skipped:
 *     filter the rows yourself. Of rows outside the ranges some may be missing and some that were
 *     retracted may come back
 * @param points what key columns of the wanted rows are; they are among the columns to decode. No
 *     other row is given, and none is looked at: every part is searched, not scanned
 * @param choice which rows you want, by their key columns that are decoded, if you say so. Filter
 *     them yourself: rows that are not chosen may be left out or not, and of those that were
 *     retracted some may come back. Also asked of some of the parts that are skipped, as an audit,
 *     by other threads: if a row is chosen, reading fails, because the ranges or the statistics are
 *     wrong
 */
public record Scan(
    Projection columns,
    List<ColumnRange> ranges,
    Optional<Points> points,
    Optional<RowChoice> choice) {

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
    return new Scan(columns, List.of(), Optional.empty(), Optional.empty());
  }

  /** The same, with parts skipped that have no row within {@code ranges}. */
  public Scan within(List<ColumnRange> ranges) {
    return new Scan(columns, ranges, points, choice);
  }

  /** The same, of the rows that are at one of {@code points} alone. */
  public Scan at(Points points) {
    return new Scan(columns, ranges, Optional.of(points), choice);
  }

  /** The same, of a reader who will keep no rows but these. */
  public Scan choosing(RowChoice choice) {
    return new Scan(columns, ranges, points, Optional.of(choice));
  }

  RowTest test() {
    return new RowTest(columns, ranges, points, choice);
  }
}
