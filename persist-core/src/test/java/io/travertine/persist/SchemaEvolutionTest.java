package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A shard whose columns change: every reader sees every time under the schema it reads with,
 * whichever schema wrote the updates and whoever has compacted them (spec §13.2).
 */
@SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
class SchemaEvolutionTest {

  private static final Deadline PATIENCE = Deadline.after(Duration.ofMinutes(2));

  private static final Column ID = Column.optional(0, "id", ColumnType.INT64);
  private static final Column NAME = Column.optional(1, "name", ColumnType.STRING);
  private static final Column ADDED =
      new Column("added", ColumnType.STRING, false, 2, Optional.of("new"));

  private final PersistLocation location =
      PersistLocation.of("mem:" + Seed.secure().uuid().toString());
  private final ShardId shard = ShardId.generate(Seed.secure());

  private static PersistConfig config(int inlineBytesMax) {
    return PersistConfig.defaults()
        .withWrites(
            new WriteLimits(
                1, 2, inlineBytesMax, 1 << 20, Duration.ofHours(1), StatisticsLimits.DEFAULTS))
        .withUpkeep(new Upkeep(false, 8, 32, 2, 2, 2, 1 << 20, 20));
  }

  private static RowCodec codec(Schema schema) {
    return new RowCodec("rows", schema);
  }

  private static Handles<@Nullable Object[], Unit> open(
      PersistClient client, ShardId shard, Schema schema) {
    return client.<@Nullable Object[], Unit>open(
        shard, codec(schema), Codec.unit(), OneProcess.TESTING);
  }

  private static Update<@Nullable Object[], Unit> update(long diff, @Nullable Object... row) {
    return new Update<>(row, Unit.UNIT, 0, diff);
  }

  private void append(
      PersistClient client,
      Schema schema,
      long time,
      List<Update<@Nullable Object[], Unit>> updates) {
    List<Update<@Nullable Object[], Unit>> timed = new ArrayList<>();
    updates.forEach(u -> timed.add(new Update<>(u.key(), Unit.UNIT, time, u.diff())));
    try (var handles = open(client, shard, schema)) {
      assertThat(
              handles
                  .writer()
                  .compareAndAppend(timed, handles.writer().fetchRecentUpper(), at(time + 1)))
          .isEqualTo(new AppendResult.Appended(at(time + 1)));
    }
  }

  private Map<List<@Nullable Object>, Long> read(PersistClient client, Schema schema, long time) {
    Map<List<@Nullable Object>, Long> rows = new HashMap<>();
    try (var handles = open(client, shard, schema);
        var snapshot = handles.reader().snapshot(at(time))) {
      snapshot.fetch().forEach(u -> rows.merge(Arrays.asList(u.key()), u.diff(), Long::sum));
    }
    return rows;
  }

  private void compact(PersistClient client, Schema schema) {
    try (ShardUpkeep upkeep = client.openUpkeep(shard, codec(schema), Codec.unit())) {
      upkeep.compact(PATIENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4096})
  void anAddedColumnHasItsInitialValueInOlderRowsBeforeAndAfterCompaction(int inlineBytesMax) {
    Schema before = Schema.of(ID, NAME);
    Schema after = Schema.of(ID, NAME, ADDED);
    try (PersistClient client = new OneProcess(config(inlineBytesMax)).open(location)) {
      append(client, before, 1, List.of(update(1, 1L, "a"), update(1, 2L, "b")));
      append(client, after, 2, List.of(update(-1, 1L, "a", "new"), update(1, 3L, "c", "x")));
      for (int round = 0; round < 2; round++) {
        assertThat(read(client, after, 2))
            .isEqualTo(Map.of(Arrays.asList(2L, "b", "new"), 1L, Arrays.asList(3L, "c", "x"), 1L));
        assertThat(read(client, before, 1))
            .isEqualTo(Map.of(Arrays.asList(1L, "a"), 1L, Arrays.asList(2L, "b"), 1L));
        compact(client, after);
      }
      try (ShardUpkeep upkeep = client.openUpkeep(shard, codec(after), Codec.unit())) {
        assertThat(upkeep.present().updates()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4096})
  void aDroppedColumnIsGoneFromThePresentAndStaysInThePast(int inlineBytesMax) {
    Schema before = Schema.of(ID, NAME);
    Schema after = new Schema(List.of(ID), List.of(NAME));
    try (PersistClient client = new OneProcess(config(inlineBytesMax)).open(location)) {
      append(
          client, before, 1, List.of(update(1, 1L, "a"), update(1, 2L, "b"), update(1, 2L, "c")));
      append(client, after, 2, List.of(update(-1, 2L), update(1, 3L)));
      for (int round = 0; round < 2; round++) {
        assertThat(read(client, after, 2))
            .isEqualTo(Map.of(List.of(1L), 1L, List.of(2L), 1L, List.of(3L), 1L));
        assertThat(read(client, before, 1)).hasSize(3);
        compact(client, after);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4096})
  void whoDoesNotKnowAColumnLeavesItsPartsAlone(int inlineBytesMax) {
    Schema before = Schema.of(ID, NAME);
    Schema after = Schema.of(ID, NAME, ADDED);
    try (PersistClient stale = new OneProcess(config(inlineBytesMax)).open(location);
        PersistClient client = new OneProcess(config(inlineBytesMax)).open(location)) {
      append(stale, before, 1, List.of(update(1, 1L, "a")));
      append(client, after, 2, List.of(update(1, 2L, "b", "y")));
      assertThatThrownBy(() -> compact(stale, before)).isInstanceOf(FormatTooNewException.class);
      assertThat(read(stale, after, 2))
          .isEqualTo(Map.of(Arrays.asList(1L, "a", "new"), 1L, Arrays.asList(2L, "b", "y"), 1L));
    }
  }

  @Test
  void aRenamedColumnIsTheSameColumn() {
    Schema after = Schema.of(ID, NAME.named("title"));
    try (PersistClient client = new OneProcess(config(0)).open(location)) {
      append(client, Schema.of(ID, NAME), 1, List.of(update(1, 1L, "a")));
      append(client, after, 2, List.of(update(-1, 1L, "a"), update(1, 1L, "b")));
      compact(client, after);
      assertThat(read(client, after, 2)).isEqualTo(Map.of(Arrays.asList(1L, "b"), 1L));
    }
  }

  /** What a table was at one time. */
  private record Moment(Schema schema, Map<List<@Nullable Object>, Long> rows) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyTimeKeepsItsSchemaAndItsRows(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    PersistConfig config = config(random.nextBoolean() ? 0 : 4096);
    List<Moment> history = new ArrayList<>();
    history.add(new Moment(Schema.of(ID, NAME), Map.of()));
    try (PersistClient one = new OneProcess(config).open(location);
        PersistClient two = new OneProcess(config).open(location)) {
      int nextId = 2;
      while (history.size() < 60) {
        Moment now = history.get(history.size() - 1);
        PersistClient client = random.nextBoolean() ? one : two;
        int choice = random.nextInt(10);
        if (choice == 0) {
          now = with(now, added(nextId++, random));
        } else if (choice == 1 && now.schema().width() > 1) {
          now = without(now, random.nextInt(now.schema().width()));
        } else if (choice == 2) {
          Moment knowledge = history.get(random.nextInt(history.size()));
          try {
            compact(client, knowledge.schema());
          } catch (FormatTooNewException e) {
            assertThat(knowledge.schema().covers(now.schema())).isFalse();
          }
        }
        history.add(changed(now, client, history.size(), random));
      }
      compact(one, history.get(history.size() - 1).schema());
      for (PersistClient client : List.of(one, two)) {
        for (int time = 1; time < history.size(); time++) {
          Moment then = history.get(time);
          assertThat(read(client, then.schema(), time)).as("time %s", time).isEqualTo(then.rows());
        }
      }
    }
  }

  private static Column added(int id, Random random) {
    Optional<String> initial =
        random.nextBoolean() ? Optional.of("initial " + id) : Optional.empty();
    return new Column("c" + id, ColumnType.STRING, true, id, initial);
  }

  private static Moment with(Moment now, Column column) {
    List<Column> columns = new ArrayList<>(now.schema().columns());
    columns.add(column);
    Map<List<@Nullable Object>, Long> rows = new HashMap<>();
    now.rows()
        .forEach(
            (row, count) -> {
              List<@Nullable Object> wider = new ArrayList<>(row);
              wider.add(column.initial().orElse(null));
              rows.merge(wider, count, Long::sum);
            });
    return new Moment(new Schema(columns, now.schema().dropped()), rows);
  }

  private static Moment without(Moment now, int position) {
    List<Column> columns = new ArrayList<>(now.schema().columns());
    List<Column> dropped = new ArrayList<>(now.schema().dropped());
    dropped.add(columns.remove(position));
    Map<List<@Nullable Object>, Long> rows = new HashMap<>();
    now.rows()
        .forEach(
            (row, count) -> {
              List<@Nullable Object> narrower = new ArrayList<>(row);
              narrower.remove(position);
              rows.merge(narrower, count, Long::sum);
            });
    return new Moment(new Schema(columns, dropped), rows);
  }

  /** Inserts some rows and deletes others, at {@code time}. */
  private Moment changed(Moment now, PersistClient client, long time, Random random) {
    Map<List<@Nullable Object>, Long> rows = new HashMap<>(now.rows());
    List<Update<@Nullable Object[], Unit>> updates = new ArrayList<>();
    now.rows()
        .forEach(
            (row, count) -> {
              if (random.nextInt(4) == 0) {
                updates.add(update(-1, row.toArray()));
                rows.merge(row, -1L, Long::sum);
              }
            });
    for (int i = random.nextInt(3); i >= 0; i--) {
      List<@Nullable Object> row =
          IntStream.range(0, now.schema().width())
              .<@Nullable Object>mapToObj(column -> value(now.schema().column(column), random))
              .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
      updates.add(update(1, row.toArray()));
      rows.merge(row, 1L, Long::sum);
    }
    rows.values().removeIf(count -> count == 0);
    append(client, now.schema(), time, updates);
    return new Moment(now.schema(), rows);
  }

  private static @Nullable Object value(Column column, Random random) {
    if (random.nextInt(4) == 0) {
      return column.initial().orElse(null);
    }
    long value = random.nextInt(3);
    return column.type().equals(ColumnType.INT64) ? (Object) value : "v" + value;
  }

  /** DROP COLUMN name, then ADD COLUMN name. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4096})
  void aColumnMayHaveTheNameOfOneThatWasDropped(int inlineBytesMax) {
    Column id = Column.optional(0, "id", ColumnType.INT64);
    Column name = Column.optional(1, "name", ColumnType.STRING);
    Column again = Column.optional(2, "name", ColumnType.INT64);
    Schema before = Schema.of(id, name);
    Schema after = new Schema(List.of(id, again), List.of(name));
    assertThat(after.whole().columns().stream().map(Column::name))
        .containsExactly("id", "name#1", "name");
  }

  /** Merged in the background, and so inside the state; read without the column it is sorted by. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4096})
  void aMergedReadWithoutADroppedColumnSortsAgain(int inlineBytesMax) {
    Column first = Column.optional(0, "first", ColumnType.INT64);
    Column second = Column.optional(1, "second", ColumnType.INT64);
    Schema before = Schema.of(first, second);
    Schema after = new Schema(List.of(second), List.of(first));
    PersistConfig merging =
        config(inlineBytesMax)
            .withReads(ReadLimits.DEFAULTS.withConsolidation(inlineBytesMax == 0 ? 20_000 : 1_000))
            .withUpkeep(new Upkeep(true, 8, 32, 2, 2, 2, 1 << 20, 20));
    try (PersistClient client = new OneProcess(merging).open(location);
        ShardUpkeep upkeep = client.openUpkeep(shard, codec(before), Codec.unit())) {
      List<Update<@Nullable Object[], Unit>> rows = new ArrayList<>();
      for (long i = 0; i < 30; i++) {
        rows.add(update(-1, i, 30 - i));
      }
      append(client, before, 1, rows);
      append(client, before, 2, List.of(update(-1, 100L, 100L)));
      while (upkeep.present().runs() > 1) {
        assertThat(PATIENCE.hasPassed()).as("waited too long").isFalse();
      }
      assertThat(read(client, after, 2)).hasSize(31).containsEntry(List.of(100L), -1L);
    }
  }
}
