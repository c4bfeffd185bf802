package io.travertine.persist.internal.part;

import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBuilder;
import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.ColumnVector;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Updates;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.internal.part.v1.Extremes;
import io.travertine.persist.internal.part.v1.StatsFrame;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What readers can know of a part without fetching it (spec §6.7). Nothing said here is ever
 * narrower than the truth; columns may be missing.
 *
 * @param updates how many updates
 * @param diffSum the sum of their diffs, wrapping around
 * @param minDiff the least diff; 0 without updates
 * @param minTime the least time in the domain's total order; 0 without updates
 * @param maxTime the greatest time in the domain's total order; 0 without updates
 * @param columns what is known of key columns
 */
public record PartStats(
    long updates,
    long diffSum,
    long minDiff,
    long minTime,
    long maxTime,
    List<ColumnStats> columns) {

  /** To how many bytes strings are cut, one after the other while the budget is exceeded. */
  private static final int[] BOUND_BYTES = {100, 32, 16, 8};

  public PartStats {
    columns = List.copyOf(columns);
  }

  /** The statistics of a part, within the default budget. */
  public static PartStats of(TimeDomain domain, Updates updates) {
    return of(domain, updates, StatsPolicy.DEFAULT);
  }

  /**
   * The statistics of a part, within the budget of {@code policy} or what the columns take that it
   * keeps in any case.
   */
  public static PartStats of(TimeDomain domain, Updates updates, StatsPolicy policy) {
    return of(domain, updates, Extremes.ofEach(updates.keys()), policy);
  }

  /** The same, of a part whose key columns have these extremes. */
  static PartStats of(
      TimeDomain domain, Updates updates, List<Optional<Extremes>> extremes, StatsPolicy policy) {
    Set<Integer> kept = new HashSet<>();
    for (Column column : updates.keys().schema().columns()) {
      if (policy.keeps(column.name())) {
        kept.add(column.id());
      }
    }
    return whole(domain, updates, extremes).trimmed(policy.budgetBytes(), kept);
  }

  /** What is known of all columns together, and of none by itself. */
  public static PartStats withoutColumns(TimeDomain domain, Updates updates) {
    int length = updates.length();
    long[] times = updates.times();
    long[] diffs = updates.diffs();
    long diffSum = 0;
    long minDiff = length == 0 ? 0 : diffs[0];
    long minTime = length == 0 ? 0 : times[0];
    long maxTime = minTime;
    for (int row = 0; row < length; row++) {
      diffSum += diffs[row];
      minDiff = Math.min(minDiff, diffs[row]);
      minTime = domain.compare(times[row], minTime) < 0 ? times[row] : minTime;
      maxTime = domain.compare(times[row], maxTime) > 0 ? times[row] : maxTime;
    }
    return new PartStats(length, diffSum, minDiff, minTime, maxTime, List.of());
  }

  private static PartStats whole(
      TimeDomain domain, Updates updates, List<Optional<Extremes>> extremes) {
    List<ColumnStats> columns = new ArrayList<>();
    for (int i = 0; i < updates.keys().schema().width(); i++) {
      columns.add(
          column(updates.keys().schema().column(i), updates.keys().column(i), extremes.get(i)));
    }
    return withoutColumns(domain, updates).with(columns);
  }

  private static ColumnStats column(
      Column column, ColumnVector vector, Optional<Extremes> extremes) {
    return new ColumnStats(
        column.id(),
        column.type(),
        vector.nulls().count(),
        extremes.map(found -> bound(column, vector, found.least())),
        extremes.map(found -> bound(column, vector, found.greatest())));
  }

  /** A copy of one value that keeps nothing else alive. */
  private static ColumnVector bound(Column column, ColumnVector vector, int row) {
    ColumnBuilder builder = ColumnBuilder.of(column.type());
    builder.add(vector, row);
    return builder.build();
  }

  /**
   * The same or less, so that {@link #encode} stays within the budget if at all possible: first
   * with shorter bounds, then without the columns that take most.
   *
   * @param untrimmable ids of columns that stay
   */
  PartStats trimmed(int budgetBytes, Set<Integer> untrimmable) {
    PartStats stats = this;
    for (int boundBytes : BOUND_BYTES) {
      stats = stats.with(stats.columns.stream().map(column -> column.cut(boundBytes)).toList());
      if (stats.size() <= budgetBytes) {
        return stats;
      }
    }
    PartStats shortened = stats;
    Deque<ColumnStats> largestFirst =
        stats.columns.stream()
            .filter(column -> !untrimmable.contains(column.id()))
            .sorted(Comparator.comparingInt(column -> -shortened.with(List.of(column)).size()))
            .collect(Collectors.toCollection(ArrayDeque::new));
    List<ColumnStats> kept = new ArrayList<>(stats.columns);
    while (!largestFirst.isEmpty() && stats.with(kept).size() > budgetBytes) {
      kept.remove(largestFirst.pop());
    }
    return stats.with(kept);
  }

  private int size() {
    return encode().length;
  }

  private PartStats with(List<ColumnStats> replaced) {
    return new PartStats(updates, diffSum, minDiff, minTime, maxTime, replaced);
  }

  /** Whether some row may satisfy all of {@code predicates}. */
  public boolean mayMatch(Collection<ColumnRange> predicates) {
    return predicates.stream().allMatch(this::mayMatch);
  }

  /** Whether some row may satisfy {@code predicate}. */
  public boolean mayMatch(ColumnRange predicate) {
    return columns.stream()
        .filter(column -> column.id() == predicate.column().id())
        .allMatch(column -> column.mayMatch(predicate, updates));
  }

  /** Whether some row may be at one of {@code points}. */
  public boolean mayMatch(Points points) {
    List<Optional<ColumnStats>> known = new ArrayList<>();
    for (Column column : points.columns().columns()) {
      known.add(columns.stream().filter(stats -> stats.knows(column)).findFirst());
    }
    ColumnVector first = points.rows().column(0);
    int from = known.get(0).map(stats -> stats.countBelow(first)).orElse(0);
    for (int row = from; row < points.count(); row++) {
      if (!mayHave(known.get(0), first, row)) {
        return false; // neither have the points after it, which are sorted
      }
      boolean mayBe = true;
      for (int i = 1; i < known.size() && mayBe; i++) {
        mayBe = mayHave(known.get(i), points.rows().column(i), row);
      }
      if (mayBe) {
        return true;
      }
    }
    return false;
  }

  private boolean mayHave(Optional<ColumnStats> known, ColumnVector values, int row) {
    return known.isEmpty() || known.get().mayHave(values, row, updates);
  }

  /** Whether a diff is negative: only then is there anything to cancel in a snapshot. */
  public boolean hasRetractions() {
    return minDiff < 0;
  }

  /** The durable form. */
  public byte[] encode() {
    return new StatsFrame(
            updates,
            diffSum,
            minDiff,
            minTime,
            maxTime,
            columns.stream().map(ColumnStats::frame).toList())
        .write();
  }

  /**
   * The statistics whose durable form this is.
   *
   * @throws CorruptException if there are none
   * @throws FormatTooNewException if a later release wrote them
   */
  public static PartStats decode(byte[] bytes) {
    StatsFrame frame = StatsFrame.read(bytes);
    return new PartStats(
        frame.updates(),
        frame.diffSum(),
        frame.minDiff(),
        frame.minTime(),
        frame.maxTime(),
        frame.columns().stream().map(ColumnStats::of).toList());
  }
}
