package io.travertine.persist;

import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartSummary;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.part.ColumnStats;
import io.travertine.persist.internal.part.PartStats;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a part without fetching it (spec §6.7). Never narrower than the truth: the part
 * may have rows that its reader is not shown.
 *
 * @param encodedBytes size as stored
 * @param updates how many updates, at least 1
 * @param mayRetract whether some diff is negative
 * @param minTime no update is before it
 * @param maxTime no update is after it
 * @param columns of key columns, in no particular order; those of which nothing is known are
 *     missing
 */
public record PartStatistics(
    long encodedBytes,
    long updates,
    boolean mayRetract,
    long minTime,
    long maxTime,
    List<KeyColumn> columns) {

  /**
   * What is known of one key column.
   *
   * @param id the column's
   * @param type its type when written
   * @param nulls how many rows are null
   * @param lower a vector of one value that none comes before; absent if all are null or not known
   * @param upper a vector of one value that none comes after; absent if all are null or not known
   */
  public record KeyColumn(
      int id,
      ColumnType type,
      long nulls,
      Optional<ColumnVector> lower,
      Optional<ColumnVector> upper) {}

  public PartStatistics {
    columns = List.copyOf(columns);
  }

  static PartStatistics of(RegisteredPart registered) {
    Part part = registered.part();
    PartSummary summary = part.summary();
    return new PartStatistics(
        part.encodedBytes(),
        summary.updates(),
        summary.minDiff() < 0,
        registered.minTime(),
        registered.maxTime(),
        columns(part));
  }

  private static List<KeyColumn> columns(Part part) {
    if (part.statistics().isEmpty()) {
      return List.of();
    }
    return PartStats.decode(part.statistics().toByteArray()).columns().stream()
        .map(PartStatistics::column)
        .toList();
  }

  private static KeyColumn column(ColumnStats stats) {
    return new KeyColumn(stats.id(), stats.type(), stats.nulls(), stats.lower(), stats.upper());
  }
}
