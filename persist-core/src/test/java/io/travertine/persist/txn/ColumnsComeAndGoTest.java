package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.BackgroundThreads;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.error.InvalidUsageException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows that were committed under one schema and are given to their shard under another one, by a
 * process that knows only that: each time shows the columns it had.
 */
@SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
class ColumnsComeAndGoTest {

  private static final Column ID = Column.optional(0, "id", ColumnType.INT64);
  private static final Column NAME = Column.optional(1, "name", ColumnType.STRING);
  private static final Column SIZE = Column.optional(2, "size", ColumnType.INT64);

  private static final Schema FIRST = Schema.of(ID, NAME);
  private static final Schema WITHOUT_NAME = new Schema(List.of(ID), List.of(NAME));
  private static final Schema WITH_SIZE = new Schema(List.of(ID, SIZE), List.of(NAME));

  private static final int ROWS = 40;

  private final MemoryPlace place = MemoryPlace.unnamed();
  private final ShardId shard = ShardId.generate(Seed.secure());

  /** One process; nothing is applied there unless it is told to. */
  private final class Process implements AutoCloseable {
    private final PersistClient client;
    private final Txns txns;

    Process(PersistConfig config) {
      client =
          PersistClient.openAlone(
              TxnProcess.location(place), config, BackgroundThreads.start(config));
      txns = Txns.open(client, TxnProcess.BY_HAND);
    }

    DataShard<@Nullable Object[], Unit> open(Schema schema) {
      return txns.<@Nullable Object[], Unit>openShard(
          shard, new RowCodec("rows", schema), Codec.unit(), TxnProcess.TESTING);
    }

    /** Opens the shard, as who knows its columns to be these. */
    Process know(Schema schema) {
      open(schema).close();
      return this;
    }

    /** Commits rows, each on its own; when the last was. */
    long insert(Schema schema, Object[]... rows) {
      long last = 0;
      try (DataShard<@Nullable Object[], Unit> open = open(schema)) {
        for (Object[] row : rows) {
          try (Txn txn = txns.begin()) {
            txn.register(shard);
            txn.write(open, update(schema, row));
            last = TxnProcess.time(txns.commit(txn));
          }
        }
      }
      return last;
    }

    Map<List<@Nullable Object>, Long> at(Schema schema, long time) {
      try (DataShard<@Nullable Object[], Unit> open = open(schema)) {
        return sums(open, time);
      }
    }

    int readers() {
      return client.inspectShard(shard).leasedReaders().size();
    }

    void compact(Schema schema) {
      try (var upkeep = client.openUpkeep(shard, new RowCodec("rows", schema), Codec.unit())) {
        upkeep.compact(Deadline.none());
      }
    }

    @Override
    public void close() {
      txns.close();
      client.close();
    }
  }

  private static Map<List<@Nullable Object>, Long> sums(
      DataShard<@Nullable Object[], Unit> shard, long time) {
    Map<List<@Nullable Object>, Long> rows = new HashMap<>();
    try (Snapshot<@Nullable Object[], Unit> snapshot =
        shard.snapshot(time, Scan.everything(), Deadline.none())) {
      for (Update<@Nullable Object[], Unit> row : snapshot.fetch()) {
        rows.merge(Arrays.asList(row.key()), row.diff(), Long::sum);
      }
    }
    return rows;
  }

  private static Updates update(Schema schema, Object[] row) {
    UpdatesBuilder builder = new UpdatesBuilder(schema, Schema.EMPTY);
    builder.add(new RowCodec("rows", schema), row, Codec.unit(), Unit.UNIT, 0, 1);
    return builder.build();
  }

  private static Object[][] rows(long from, Object... more) {
    Object[][] rows = new Object[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      rows[i] = new Object[1 + more.length];
      rows[i][0] = from + i;
      System.arraycopy(more, 0, rows[i], 1, more.length);
    }
    return rows;
  }

  private static Map<List<@Nullable Object>, Long> expected(Object[][]... each) {
    Map<List<@Nullable Object>, Long> expected = new HashMap<>();
    for (Object[][] rows : each) {
      for (Object[] row : rows) {
        expected.put(Arrays.asList(row), 1L);
      }
    }
    return expected;
  }

  private static PersistConfig config(int inlineBytesMax, long inlineTotalBytesMax) {
    return PersistConfig.defaults()
        .withCompaction(false)
        .withInline(inlineBytesMax, inlineTotalBytesMax);
  }

  /** No part inline; all of them; and so many that one append puts them into Blob. */
  @ParameterizedTest
  @CsvSource({"0,0", "4096,1048576", "4096,300"})
  void eachTimeShowsTheColumnsItHad(int inlineBytesMax, long inlineTotalBytesMax) {
    PersistConfig config = config(inlineBytesMax, inlineTotalBytesMax);
    Object[][] named = rows(0, "name");
    Object[][] plain = rows(1_000);
    Object[][] sized = rows(2_000, 7L);
    long first;
    long second;
    long third;
    try (Process one = new Process(config);
        Process two = new Process(config)) {
      one.know(FIRST);
      two.know(FIRST);
      first = one.insert(FIRST, named);
      second = two.insert(WITHOUT_NAME, plain);
      two.txns.apply();
      third = one.insert(WITH_SIZE, sized);
      two.txns.apply();
      two.txns.tidy();
      for (Process each : List.of(one, two)) {
        showTheirColumns(each, first, second, third);
      }
      two.compact(WITH_SIZE);
      for (Process each : List.of(one, two)) {
        showTheirColumns(each, first, second, third);
      }
    }
    try (Process later = new Process(config)) {
      showTheirColumns(later, first, second, third);
    }
  }

  private static void showTheirColumns(Process process, long first, long second, long third) {
    assertThat(process.at(FIRST, first)).isEqualTo(expected(rows(0, "name")));
    assertThat(process.at(WITHOUT_NAME, second)).isEqualTo(expected(rows(0), rows(1_000)));
    Object[] none = {null};
    assertThat(process.at(WITH_SIZE, third))
        .isEqualTo(expected(rows(0, none), rows(1_000, none), rows(2_000, 7L)));
    assertThat(process.at(FIRST, third))
        .isEqualTo(expected(rows(0, "name"), rows(1_000, none), rows(2_000, none)));
  }

  /** However many schemas it is read under. */
  @Test
  void aShardIsHeldOnceForAllItsSchemas() {
    try (Process one = new Process(config(4096, 1 << 20))) {
      long first = one.insert(FIRST, rows(0, "name"));
      try (DataShard<@Nullable Object[], Unit> before = one.open(FIRST)) {
        int readers = one.readers();
        DataShard<@Nullable Object[], Unit> after =
            before.under(new RowCodec("rows", WITH_SIZE), Codec.unit());
        try (Txn txn = one.txns.begin()) {
          txn.write(after, update(WITH_SIZE, new Object[] {7L, 8L}));
          one.txns.commit(txn);
        }
        assertThat(one.readers()).isEqualTo(readers);
        assertThat(sums(before, first)).isEqualTo(expected(rows(0, "name")));
        assertThat(sums(after, one.txns.readTime())).containsKey(List.of(7L, 8L));
        before.close();
        assertThatThrownBy(() -> sums(after, first)).isInstanceOf(IllegalStateException.class);
      }
      assertThatThrownBy(
              () -> {
                try (DataShard<@Nullable Object[], Unit> open = one.open(FIRST)) {
                  open.under(new RowCodec("others", FIRST), Codec.unit());
                }
              })
          .isInstanceOf(InvalidUsageException.class);
    }
  }
}
