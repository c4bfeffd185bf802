package io.travertine.persist;

import static io.travertine.persist.OneProcess.TESTING;
import static io.travertine.persist.OneProcess.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.LongVector;
import io.travertine.persist.data.NullMask;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reading some columns of some rows, and what batches leave in Blob. */
class ScanTest {

  private static final Column ID = Column.required(0, "id", ColumnType.INT64);
  private static final Column AMOUNT = Column.optional(1, "amount", ColumnType.INT64);
  private static final RowCodec ROWS = new RowCodec("row", Schema.of(ID, AMOUNT));

  private final String name = Seed.secure().uuid().toString();
  private final PersistConfig config =
      PersistConfig.defaults().withInline(0, 0).withParts(1 << 10, 2).withCompaction(false);
  private final PersistClient client =
      new OneProcess(config).open(PersistLocation.of("mem:" + name));
  private final ShardId shard = ShardId.generate(Seed.secure());
  private final Handles<Object[], Unit> handles = client.open(shard, ROWS, Codec.unit(), TESTING);

  @AfterEach
  void close() {
    handles.close();
    client.close();
  }

  private static Update<Object[], Unit> row(long id, long time, long diff) {
    return new Update<>(new Object[] {id, id * 10}, Unit.UNIT, time, diff);
  }

  private void append(long time, List<Update<Object[], Unit>> updates) {
    assertThat(handles.writer().compareAndAppend(updates, at(time), at(time + 1)))
        .isInstanceOf(AppendResult.Appended.class);
  }

  private List<Update<Object[], Unit>> rows(long from, long to, long time, long diff) {
    List<Update<Object[], Unit>> rows = new ArrayList<>();
    for (long id = from; id < to; id++) {
      rows.add(row(id, time, diff));
    }
    return rows;
  }

  /** The copies of each value of the first column that is read. */
  private static TreeMap<Long, Long> values(Snapshot<?, ?> snapshot) {
    TreeMap<Long, Long> values = new TreeMap<>();
    try (SnapshotCursor cursor = snapshot.columns()) {
      for (var chunk = cursor.next(); chunk.isPresent(); chunk = cursor.next()) {
        Updates updates = chunk.get();
        assertThat(updates.hasRetractions()).isFalse();
        LongVector column = (LongVector) updates.keys().column(0);
        for (int i = 0; i < updates.length(); i++) {
          values.merge(column.value(i), updates.diffs()[i], Long::sum);
        }
      }
    }
    return values;
  }

  private Snapshot<Object[], Unit> snapshot(long time, Scan scan) {
    return handles.reader().snapshot(at(time), scan, Deadline.none());
  }

  private int blobs() {
    List<String> keys = new ArrayList<>();
    Blob blob = MemoryPlace.named(name).blob();
    blob.listKeysAndMetadata(shard + "/n", (key, size) -> keys.add(key));
    return keys.size();
  }

  @Test
  void skipsPartsThatHaveNoRowInRange() {
    append(0, rows(0, 100, 0, 1));
    append(1, rows(100, 200, 1, 1));
    append(2, rows(0, 100, 2, -1));
    Scan scan =
        Scan.everything()
            .within(List.of(ColumnRange.atLeast(ID, 150L), ColumnRange.lessThan(ID, 160L)));
    try (Snapshot<Object[], Unit> snapshot = snapshot(2, scan)) {
      assertThat(snapshot.partsTotal()).isGreaterThan(6);
      assertThat(snapshot.partsSkipped()).isGreaterThanOrEqualTo(snapshot.partsTotal() - 2);
      assertThat(values(snapshot).subMap(150L, 160L)).hasSize(10).containsEntry(159L, 1L);
    }
  }

  @Test
  void retractionsOutsideTheRangeDoNoHarm() {
    append(0, rows(0, 100, 0, 1));
    List<Update<Object[], Unit>> changes = new ArrayList<>(rows(0, 100, 1, -1));
    changes.add(row(500, 1, 1));
    append(1, changes);
    Scan scan = Scan.everything().within(List.of(ColumnRange.equalTo(ID, 500L)));
    try (Snapshot<Object[], Unit> snapshot = snapshot(1, scan)) {
      assertThat(values(snapshot)).containsEntry(500L, 1L);
    }
  }

  private static Points ids(long... ids) {
    LongVector values = new LongVector(ids, ids.length, NullMask.none());
    return Points.of(new ColumnBatch(Schema.of(ID), ids.length, List.of(values)));
  }

  @Test
  void looksOnlyIntoPartsThatMayHaveAPoint() {
    append(0, rows(0, 1_000, 0, 1));
    append(1, rows(10, 20, 1, -1));
    try (Snapshot<Object[], Unit> past = snapshot(1, Scan.everything().at(ids(5_000L)))) {
      assertThat(past.partsSkipped()).isEqualTo(past.partsTotal());
      assertThat(values(past)).isEmpty();
    }
    try (Snapshot<Object[], Unit> ends = snapshot(1, Scan.everything().at(ids(999, 15, 0)))) {
      assertThat(ends.partsTotal()).isGreaterThan(10);
      assertThat(ends.partsTotal() - ends.partsSkipped()).isBetween(2, 4);
      assertThat(values(ends)).containsOnlyKeys(0L, 999L);
    }
    try (Snapshot<Object[], Unit> before = snapshot(0, Scan.everything().at(ids(15)))) {
      assertThat(values(before)).containsOnlyKeys(15L);
    }
  }

  @Test
  void looksUpByWhatAddedColumnsBeganWith() {
    append(0, rows(0, 100, 0, 1));
    Column added = new Column("kind", ColumnType.INT64, true, 7, Optional.of("3"));
    RowCodec wide = new RowCodec("row", Schema.of(ID, AMOUNT, added));
    Points three =
        Points.of(
            new ColumnBatch(
                Schema.of(added), 1, List.of(new LongVector(new long[] {3}, 1, NullMask.none()))));
    try (ReadHandle<Object[], Unit> reader =
            client.openLeasedReader(shard, wide, Codec.unit(), TESTING);
        Snapshot<Object[], Unit> snapshot =
            reader.snapshot(at(0), Scan.everything().at(three), Deadline.none())) {
      assertThat(values(snapshot)).hasSize(100);
    }
  }

  @Test
  void readsTheColumnsAskedFor() {
    append(0, rows(0, 50, 0, 1));
    append(1, rows(10, 20, 1, -1));
    Scan amounts = Scan.of(Projection.ofKey(List.of(1)));
    try (Snapshot<Object[], Unit> snapshot = snapshot(1, amounts)) {
      assertThat(values(snapshot)).hasSize(40).containsKey(490L).doesNotContainKey(100L);
      assertThatThrownBy(snapshot::fetch).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void takesWholeColumns() {
    UpdatesBuilder builder = new UpdatesBuilder(ROWS.schema(), Schema.EMPTY);
    for (long id = 0; id < 1000; id++) {
      builder.add(ROWS, new Object[] {id, null}, Codec.unit(), Unit.UNIT, id % 7, 1);
    }
    handles.writer().compareAndAppend(builder.build(), at(0), at(7));
    try (Snapshot<Object[], Unit> snapshot = snapshot(6, Scan.everything())) {
      assertThat(values(snapshot)).hasSize(1000);
      assertThat(snapshot.updatesUpperBound()).isEqualTo(1000);
    }
    try (Snapshot<Object[], Unit> snapshot = snapshot(0, Scan.everything())) {
      assertThat(values(snapshot)).hasSize(143);
    }
  }

  @Test
  void aBatchThatIsNotAppendedLeavesNothing() {
    try (BatchBuilder<Object[], Unit> builder = handles.writer().builder(at(0))) {
      rows(0, 300, 0, 1).forEach(u -> builder.add(u.key(), u.value(), u.time(), u.diff()));
      try (Batch batch = builder.finish(at(1))) {
        assertThat(batch.updates()).isEqualTo(300);
        assertThat(blobs()).isGreaterThan(3);
      }
    }
    assertThat(blobs()).isZero();
  }

  @Test
  void aBuilderThatIsNotFinishedLeavesNothing() {
    try (BatchBuilder<Object[], Unit> builder = handles.writer().builder(at(0))) {
      rows(0, 300, 0, 1).forEach(u -> builder.add(u.key(), u.value(), u.time(), u.diff()));
    }
    Deadline deadline = Deadline.after(java.time.Duration.ofSeconds(20));
    while (blobs() > 0) {
      assertThat(deadline.hasPassed()).isFalse();
      Thread.onSpinWait();
    }
  }

  @Test
  void emptyAppendsTouchNoBlob() {
    append(0, List.of());
    append(1, List.of(row(1, 1, 1), row(1, 1, -1)));
    assertThat(blobs()).isZero();
    assertThat(handles.writer().upper()).isEqualTo(at(2));
  }

  @Test
  void compactionLeavesColumnsAloneThatItDoesNotKnow() {
    Column later = Column.optional(2, "later", ColumnType.INT64);
    RowCodec wider = new RowCodec("row", Schema.of(ID, AMOUNT, later));
    PersistConfig eager =
        PersistConfig.defaults().withUpkeep(new Upkeep(true, 8, 32, 2, 2, 2, 1 << 20, 20));
    PersistLocation location = PersistLocation.of("mem:" + name);
    try (PersistClient old = new OneProcess(eager).open(location);
        WriteHandle<Object[], Unit> unaware = old.openWriter(shard, ROWS, Codec.unit(), TESTING);
        PersistClient fresh = new OneProcess(config).open(location);
        Handles<Object[], Unit> aware = fresh.open(shard, wider, Codec.unit(), TESTING)) {
      for (long time = 0; time < 40; time += 2) {
        Object[] wide = {time, time, time};
        aware
            .writer()
            .compareAndAppend(
                List.of(new Update<>(wide, Unit.UNIT, time, 1)), at(time), at(time + 1));
        unaware.compareAndAppend(List.of(row(time + 1, time + 1, 1)), at(time + 1), at(time + 2));
      }
      unaware.close();
      old.close();
      aware.writer().fetchRecentUpper();
      try (Snapshot<Object[], Unit> snapshot = aware.reader().snapshot(at(39))) {
        assertThat(snapshot.fetch())
            .hasSize(40)
            .allMatch(u -> (u.key()[2] != null) == ((Long) u.key()[0] % 2 == 0));
      }
    }
  }
}
