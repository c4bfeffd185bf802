package io.travertine.persist.internal.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RandomRows;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Seeds;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.time.TimeDomain;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartStatsTest {

  private static final Column NAME = Column.optional(0, "name", ColumnType.STRING);
  private static final Column PRICE = Column.optional(1, "price", ColumnType.FLOAT64);
  private static final Schema KEY = Schema.of(NAME, PRICE);

  private static Updates rows(List<@Nullable Object[]> rows) {
    UpdatesBuilder builder = new UpdatesBuilder(KEY, Schema.EMPTY);
    RowCodec unit = new RowCodec("unit", Schema.EMPTY);
    for (@Nullable Object[] row : rows) {
      builder.add(new RowCodec("row", KEY), row, unit, new Object[0], 3, 1);
    }
    return builder.build();
  }

  private static PartStats stats(List<@Nullable Object[]> rows) {
    return PartStats.of(TimeDomain.U64, rows(rows));
  }

  private static List<ColumnRange> ranges(Random random, Column column, Object a, Object b) {
    return List.of(
        ColumnRange.equalTo(column, a),
        ColumnRange.atLeast(column, a),
        ColumnRange.greaterThan(column, a),
        ColumnRange.atMost(column, a),
        ColumnRange.lessThan(column, a),
        random.nextBoolean()
            ? ColumnRange.between(column, a, b)
            : ColumnRange.between(column, b, a),
        ColumnRange.isNull(column),
        ColumnRange.isNotNull(column));
  }

  @Test
  void aPartWithAMatchingRowIsNeverExcluded() {
    int[] excluded = new int[1];
    Seeds.forEach(
        300,
        seed -> {
          Random random = new Random(seed);
          RandomRows source = new RandomRows(seed);
          Schema key = source.schema(8);
          Updates updates = source.updates(key, Schema.EMPTY, 1 + random.nextInt(6));
          Updates probes = source.updates(key, Schema.EMPTY, 6);
          PartStats stats =
              PartStats.decode(
                  PartStats.of(TimeDomain.U64, updates, within(30 + random.nextInt(1000)))
                      .encode());
          for (int i = 0; i < key.width(); i++) {
            Column column = key.column(i);
            Object a = RowCodec.value(column.type(), probes.keys().column(i), random.nextInt(6));
            Object b = RowCodec.value(column.type(), probes.keys().column(i), random.nextInt(6));
            if (a == null || b == null) {
              continue;
            }
            for (ColumnRange range : ranges(random, column, a, b)) {
              boolean matches = false;
              for (int row = 0; row < updates.length(); row++) {
                matches |= range.matches(updates.keys().column(i), row);
              }
              if (matches) {
                assertThat(stats.mayMatch(range)).as("%s of %s", range, updates).isTrue();
              }
              excluded[0] += stats.mayMatch(range) ? 0 : 1;
            }
          }
        });
    assertThat(excluded[0]).isGreaterThan(500);
  }

  @Test
  void countsSumsAndTimesAreKept() {
    Seeds.forEach(
        50,
        seed -> {
          Updates updates = new RandomRows(seed).updates(KEY, Schema.EMPTY, 30);
          PartStats stats = PartStats.decode(PartStats.of(TimeDomain.U64, updates).encode());
          long sum = 0;
          long minDiff = Long.MAX_VALUE;
          long minTime = Long.MAX_VALUE;
          long maxTime = Long.MIN_VALUE;
          for (int i = 0; i < updates.length(); i++) {
            sum += updates.diffs()[i];
            minDiff = Math.min(minDiff, updates.diffs()[i]);
            minTime = Math.min(minTime, updates.times()[i]);
            maxTime = Math.max(maxTime, updates.times()[i]);
          }
          assertThat(stats)
              .returns(30L, PartStats::updates)
              .returns(sum, PartStats::diffSum)
              .returns(minDiff, PartStats::minDiff)
              .returns(minDiff < 0, PartStats::hasRetractions)
              .returns(minTime, PartStats::minTime)
              .returns(maxTime, PartStats::maxTime);
        });
  }

  @Test
  void longStringsAreCutDownwardsAndUpwards() {
    String low = "a".repeat(99) + "mm";
    PartStats stats = stats(List.<@Nullable Object[]>of(new @Nullable Object[] {low, null}));
    assertThat(stats.encode()).hasSizeLessThan(300);
    assertThat(stats.mayMatch(ColumnRange.equalTo(NAME, low))).isTrue();
    assertThat(stats.mayMatch(ColumnRange.lessThan(NAME, "a".repeat(99)))).isFalse();
    assertThat(stats.mayMatch(ColumnRange.greaterThan(NAME, "a".repeat(99) + "n"))).isFalse();
    assertThat(stats.mayMatch(ColumnRange.isNull(NAME))).isFalse();
    assertThat(stats.mayMatch(ColumnRange.isNotNull(PRICE))).isFalse();
    assertThat(stats.mayMatch(ColumnRange.isNull(PRICE))).isTrue();
  }

  @Test
  void anUpperBoundThatCannotBeIncrementedIsGivenUp() {
    Column bytes = Column.required(0, "bytes", ColumnType.BYTES);
    byte[] max = new byte[150];
    java.util.Arrays.fill(max, (byte) -1);
    Schema key = Schema.of(bytes);
    UpdatesBuilder builder = new UpdatesBuilder(key, Schema.EMPTY);
    builder.add(
        new RowCodec("row", key),
        new Object[] {max},
        new RowCodec("unit", Schema.EMPTY),
        new Object[0],
        0,
        1);
    PartStats stats = PartStats.of(TimeDomain.U64, builder.build());
    byte[] longer = new byte[200];
    java.util.Arrays.fill(longer, (byte) -1);
    assertThat(stats.mayMatch(ColumnRange.atLeast(bytes, longer))).isTrue();
    assertThat(stats.mayMatch(ColumnRange.atMost(bytes, new byte[] {0}))).isFalse();
  }

  @Test
  void zerosOfBothSignsAreOneValue() {
    PartStats negative = stats(List.<@Nullable Object[]>of(new @Nullable Object[] {"a", -0d}));
    PartStats positive = stats(List.<@Nullable Object[]>of(new @Nullable Object[] {"a", 0d}));
    for (PartStats stats : List.of(negative, positive)) {
      assertThat(stats.mayMatch(ColumnRange.equalTo(PRICE, 0d))).isTrue();
      assertThat(stats.mayMatch(ColumnRange.equalTo(PRICE, -0d))).isTrue();
      assertThat(stats.mayMatch(ColumnRange.lessThan(PRICE, 0d))).isFalse();
      assertThat(stats.mayMatch(ColumnRange.greaterThan(PRICE, -0d))).isFalse();
    }
  }

  @Test
  void allPredicatesMustBePossible() {
    PartStats stats =
        stats(
            List.<@Nullable Object[]>of(
                new @Nullable Object[] {"a", 1d}, new @Nullable Object[] {"c", 3d}));
    ColumnRange possible = ColumnRange.equalTo(NAME, "b");
    ColumnRange impossible = ColumnRange.equalTo(PRICE, 4d);
    assertThat(stats.mayMatch(List.of(possible))).isTrue();
    assertThat(stats.mayMatch(List.of(possible, impossible))).isFalse();
    assertThat(stats.mayMatch(List.of())).isTrue();
  }

  @Test
  void statsStayWithinTheirBudget() {
    Seeds.forEach(
        20,
        seed -> {
          Updates updates = new RandomRows(seed).updates(RandomRows.EVERYTHING, Schema.EMPTY, 50);
          for (int budget : new int[] {20, 100, 300, 1024}) {
            assertThat(PartStats.of(TimeDomain.U64, updates, within(budget)).encode())
                .hasSizeLessThanOrEqualTo(budget);
          }
          assertThat(PartStats.of(TimeDomain.U64, updates).columns()).hasSize(28);
        });
  }

  private static StatsPolicy within(int budgetBytes) {
    return new StatsPolicy(budgetBytes, List.of(), List.of(), List.of());
  }

  @Test
  void columnsThatSoundLikeTimesAreKept() {
    assertThat(
            List.of(
                "ts", "TS", "Err", "createdAt", "last_seen", "created_at", "eventTime", "x_tstamp"))
        .allMatch(StatsPolicy.DEFAULT::keeps);
    assertThat(List.of("tsx", "blast_", "timely", "_at_", "at", "err1"))
        .noneMatch(StatsPolicy.DEFAULT::keeps);
  }

  @Test
  void theLargestColumnsGoFirstButForTheKept() {
    Column small = Column.required(1, "small", ColumnType.INT64);
    Column large = Column.required(2, "large", ColumnType.STRING);
    Column kept = Column.required(3, "Changed_At", ColumnType.STRING);
    RowCodec codec = new RowCodec("row", Schema.of(small, large, kept));
    UpdatesBuilder builder = new UpdatesBuilder(codec.schema(), Schema.EMPTY);
    for (String text : List.of("a", "b")) {
      Object[] row = {7L, text.repeat(200), text.repeat(200)};
      builder.add(codec, row, Codec.unit(), Unit.UNIT, 0, 1);
    }
    Updates updates = builder.build();
    Set<List<Integer>> shrinking = new LinkedHashSet<>();
    for (int budget = 1024; budget > 0; budget--) {
      shrinking.add(ids(updates, budget));
    }
    assertThat(shrinking).containsExactly(List.of(1, 2, 3), List.of(1, 3), List.of(3));
    assertThat(ids(updates, within(1))).isEmpty();
  }

  private static List<Integer> ids(Updates updates, int budgetBytes) {
    StatsPolicy names = StatsPolicy.DEFAULT;
    return ids(
        updates,
        new StatsPolicy(
            budgetBytes, names.keptNames(), names.keptPrefixes(), names.keptSuffixes()));
  }

  private static List<Integer> ids(Updates updates, StatsPolicy policy) {
    return PartStats.of(TimeDomain.U64, updates, policy).columns().stream()
        .map(ColumnStats::id)
        .toList();
  }
}
