package io.travertine.persist.internal.io;

import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.RowChoice;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.PushdownAuditException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Which rows a scan wants, asked of the rows themselves instead of statistics. Immutable.
 *
 * @param columns what the scan reads
 * @param ranges what key columns of wanted rows lie in
 * @param points what wanted rows are at, if that is known
 * @param choice which rows of these columns the one who scans wants, if it says so
 */
public record RowTest(
    Projection columns,
    List<ColumnRange> ranges,
    Optional<Points> points,
    Optional<RowChoice> choice) {

  /** What an audit reads: the columns of the scan first, then those that only ranges speak of. */
  Projection audited(ShardData data) {
    LinkedHashSet<Integer> key = new LinkedHashSet<>(columns.keyPositions(data.key()));
    for (ColumnRange range : ranges) {
      data.key().positionOf(range.column().id()).ifPresent(key::add);
    }
    points.ifPresent(some -> key.addAll(DecodedParts.positions(data.key(), some)));
    return Projection.of(List.copyOf(key), columns.valuePositions(data.value()));
  }

  /**
   * Goes no further if a row of a part is wanted that its statistics exclude.
   *
   * @param rows the columns of {@link #audited}
   * @throws PushdownAuditException if so
   */
  void unlessWanted(ShardData data, RegisteredPart part, Updates rows) {
    Optional<ColumnBatch> placed =
        points.map(some -> rows.keys().project(DecodedParts.positions(rows.keys().schema(), some)));
    for (int row = 0; row < rows.length(); row++) {
      if (isInRanges(rows.keys(), row) && isAtPoint(placed, row)) {
        throw failure(data, part, "row " + row + " lies in " + columnsOf(ranges) + points);
      }
    }
    int width = columns.keyPositions(data.key()).size();
    ColumnBatch asScanned = rows.keys().project(IntStream.range(0, width).boxed().toList());
    int[] chosen = new int[rows.length()];
    int count = choice.isPresent() ? choice.get().choose(asScanned, chosen) : 0;
    if (IntStream.of(chosen).limit(count).anyMatch(row -> isAtPoint(placed, row))) {
      throw failure(data, part, "a row passes the filter of the scan over " + columnsOf(ranges));
    }
  }

  private boolean isAtPoint(Optional<ColumnBatch> placed, int row) {
    return points.isEmpty() || points.get().contains(placed.orElseThrow(), row);
  }

  private boolean isInRanges(ColumnBatch keys, int row) {
    for (ColumnRange range : ranges) {
      OptionalInt position = keys.schema().positionOf(range.column().id());
      if (position.isEmpty()) {
        return false;
      }
      ColumnVector vector = keys.column(position.getAsInt());
      if (!range.matches(vector, row)) {
        return false;
      }
    }
    return true;
  }

  private static List<String> columnsOf(List<ColumnRange> ranges) {
    List<String> names = new ArrayList<>();
    ranges.forEach(range -> names.add(range.column().name()));
    return names;
  }

  private static PushdownAuditException failure(
      ShardData data, RegisteredPart part, String evidence) {
    return new PushdownAuditException(
        "part "
            + part.part().name()
            + " of "
            + data.shardId()
            + " was to be skipped by its statistics, but "
            + evidence);
  }
}
