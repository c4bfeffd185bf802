package io.travertine.persist;

import static io.travertine.persist.OneProcess.TESTING;
import static io.travertine.persist.OneProcess.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnBatchBuilder;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.Consolidation;
import io.travertine.persist.data.LongVector;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.RowOrder;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a snapshot is consolidated, and whatever its parts and runs are, it is the same. */
class CursorTest {

  private static final Column A = Column.required(0, "a", ColumnType.INT64);
  private static final Column B = Column.required(1, "b", ColumnType.INT64);
  private static final Column C = Column.optional(2, "c", ColumnType.INT64);
  private static final RowCodec ROWS = new RowCodec("row", Schema.of(A, B, C));

  /** Does not know the column in the middle, by which runs are sorted. */
  private static final RowCodec NARROW = new RowCodec("row", Schema.of(A, C));

  /** Columns to look rows up by: what parts are sorted by, and what they are not. */
  private static final int[][] PLACES = {{0}, {1}, {2}, {0, 1}, {2, 0}, {1, 2}, {0, 1, 2}};

  private static PersistConfig config(Random random, long consolidationBytes) {
    PersistConfig config =
        PersistConfig.defaults()
            .withInline(random.nextBoolean() ? 0 : 200, 2_000)
            .withParts(200 + random.nextInt(2_000), 2)
            .withUpkeep(new Upkeep(random.nextInt(4) > 0, 8, 4, 2, 2, 2, 1 << 20, 20));
    return config.withReads(
        config
            .reads()
            .withConsolidation(consolidationBytes)
            .withPrefetch(random.nextInt(4_000))
            .withPartCache(random.nextBoolean() ? 0 : 1 << 20));
  }

  private static Update<Object[], Unit> row(Random random, long time) {
    Object[] row = {(long) random.nextInt(6), (long) random.nextInt(4), (long) random.nextInt(3)};
    return new Update<>(row, Unit.UNIT, time, random.nextInt(3) == 0 ? -1 : 1);
  }

  /**
   * @param memory for retractions: none, so that everything is merged or read in shares; a little;
   *     enough
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 3_000, 12_000, 1 << 20})
  void anyWayOfConsolidatingIsTheNaiveOne(long memory) {
    for (long seed = 0; seed < 6; seed++) {
      consolidates(memory, new Random(seed * 31 + memory), "seed " + seed);
    }
  }

  private static void consolidates(long memory, Random random, String what) {
    PersistLocation location = PersistLocation.of("mem:" + Seed.secure().uuid());
    ShardId shard = ShardId.generate(Seed.secure());
    try (PersistClient client = new OneProcess(config(random, memory)).open(location);
        Handles<Object[], Unit> handles = client.open(shard, ROWS, Codec.unit(), TESTING);
        ReadHandle<Object[], Unit> narrow =
            client.openLeasedReader(shard, NARROW, Codec.unit(), TESTING)) {
      UpdatesBuilder all = new UpdatesBuilder(ROWS.schema(), Schema.EMPTY);
      int commits = 5 + random.nextInt(25);
      for (long time = 0; time < commits; time++) {
        List<Update<Object[], Unit>> batch = new ArrayList<>();
        for (int n = random.nextInt(30); n > 0; n--) {
          batch.add(row(random, time));
        }
        handles.writer().compareAndAppend(batch, at(time), at(time + 1));
        for (Update<Object[], Unit> update : batch) {
          all.add(ROWS, update.key(), Codec.unit(), Unit.UNIT, update.time(), update.diff());
        }
      }
      Updates written = all.build();
      for (int i = 0; i < 3; i++) {
        long asOf = random.nextInt(commits);
        try (Snapshot<Object[], Unit> snapshot = handles.reader().snapshot(at(asOf))) {
          assertThat(sums(snapshot.fetch(), 3)).as(what).isEqualTo(naive(written, asOf, 0, 1, 2));
        }
        Scan some = Scan.of(Projection.ofKey(List.of(1)));
        try (Snapshot<Object[], Unit> snapshot =
            handles.reader().snapshot(at(asOf), some, Deadline.none())) {
          assertThat(columns(snapshot, 0)).as(what).isEqualTo(naive(written, asOf, 1));
        }
        int[] placed = PLACES[random.nextInt(PLACES.length)];
        Points points = points(random, placed);
        Scan looked = Scan.of(Projection.ofKey(List.of(2, 0, 1))).at(points);
        try (Snapshot<Object[], Unit> snapshot =
            handles.reader().snapshot(at(asOf), looked, Deadline.none())) {
          assertThat(columns(snapshot, 1, 2, 0))
              .as("%s %s", what, points)
              .isEqualTo(naive(placed(written, placed, points), asOf, 0, 1, 2));
        }
        try (Snapshot<Object[], Unit> snapshot = narrow.snapshot(at(asOf))) {
          assertThat(sums(snapshot.fetch(), 2)).as(what).isEqualTo(naive(written, asOf, 0, 2));
        }
      }
    }
  }

  private static Map<String, Long> naive(Updates written, long asOf, int... columns) {
    Map<String, Long> sums = new TreeMap<>();
    Updates consolidated =
        Consolidation.consolidate(
            TimeDomain.U64, Consolidation.advance(written, time -> Math.max(time, asOf)));
    for (int row = 0; row < consolidated.length(); row++) {
      if (consolidated.times()[row] == asOf) {
        StringBuilder key = new StringBuilder();
        for (int column : columns) {
          key.append(((LongVector) consolidated.keys().column(column)).value(row)).append(' ');
        }
        sums.merge(key.toString(), consolidated.diffs()[row], Long::sum);
      }
    }
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }

  private static Map<String, Long> sums(List<Update<Object[], Unit>> updates, int width) {
    Map<String, Long> sums = new TreeMap<>();
    for (Update<Object[], Unit> update : updates) {
      StringBuilder key = new StringBuilder();
      for (int column = 0; column < width; column++) {
        key.append(update.key()[column]).append(' ');
      }
      assertThat(sums.put(key.toString(), update.diff())).as("comes once").isNull();
    }
    return sums;
  }

  private static Points points(Random random, int[] placed) {
    Schema schema =
        new Schema(Arrays.stream(placed).mapToObj(i -> ROWS.schema().column(i)).toList());
    ColumnBatchBuilder builder = new ColumnBatchBuilder(schema);
    for (int n = random.nextInt(4); n >= 0; n--) {
      Object[] point = new Object[placed.length];
      Arrays.setAll(point, i -> (long) random.nextInt(7));
      builder.add(new RowCodec("point", schema), point);
    }
    return Points.of(builder.build());
  }

  /** The updates of rows that are at a point, one by one. */
  private static Updates placed(Updates updates, int[] placed, Points points) {
    ColumnBatch rows = updates.keys().project(Arrays.stream(placed).boxed().toList());
    int[] found =
        IntStream.range(0, updates.length())
            .filter(
                row ->
                    IntStream.range(0, points.count())
                        .anyMatch(point -> RowOrder.compare(rows, row, points.rows(), point) == 0))
            .toArray();
    return updates.gather(found, 0, found.length);
  }

  private static Map<String, Long> columns(Snapshot<Object[], Unit> snapshot, int... columns) {
    Map<String, Long> sums = new TreeMap<>();
    try (SnapshotCursor cursor = snapshot.columns()) {
      for (var chunk = cursor.next(); chunk.isPresent(); chunk = cursor.next()) {
        Updates updates = chunk.get();
        assertThat(updates.isEmpty()).isFalse();
        for (int row = 0; row < updates.length(); row++) {
          StringBuilder key = new StringBuilder();
          for (int column : columns) {
            key.append(((LongVector) updates.keys().column(column)).value(row)).append(' ');
          }
          sums.merge(key.toString(), updates.diffs()[row], Long::sum);
        }
      }
    }
    sums.values().removeIf(sum -> sum == 0);
    return sums;
  }
}
