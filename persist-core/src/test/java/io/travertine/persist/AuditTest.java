package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnBatch;
import io.travertine.persist.data.ColumnRange;
import io.travertine.persist.data.Points;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.error.PushdownAuditException;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.machine.AppendAnswer;
import io.travertine.persist.internal.part.PartStats;
import io.travertine.persist.location.decorators.ExternalOperation;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statistics that lie are found out (spec §7.8). */
class AuditTest {

  private static final Column KEY = Codec.string().schema().column(0);

  private static PersistConfig auditing(int percent) {
    PersistConfig config =
        PersistConfig.defaults().withInline(0, 0).withCompaction(false).withParts(1 << 10, 1);
    return config.withReads(config.reads().withAudits(percent).withPartCache(0));
  }

  private static Scan only(String key) {
    return Scan.everything().within(List.of(ColumnRange.equalTo(KEY, key)));
  }

  /** Appends {@code key<time>} with statistics that tell of {@code told} instead. */
  private static void appendLie(OneShard shard, long time, String told) {
    UpdatesBuilder lie = new UpdatesBuilder(Codec.string().schema(), Schema.EMPTY);
    lie.add(Codec.string(), told, Codec.unit(), Unit.UNIT, time, 1);
    ByteString statistics = ByteString.copyFrom(PartStats.of(TimeDomain.U64, lie.build()).encode());
    try (WriteHandle<String, Unit> writer = shard.writer();
        BatchBuilder<String, Unit> builder = writer.builder(at(time))) {
      keys(time, time + 1).forEach(u -> builder.add(u.key(), u.value(), u.time(), u.diff()));
      Batch batch = builder.finish(at(time + 1));
      List<Run> runs = new ArrayList<>();
      for (Run run : batch.hollow().runs()) {
        Part.Stored part = (Part.Stored) run.parts().get(0);
        Part lying =
            new Part.Stored(
                part.key(),
                part.summary(),
                part.encodedBytes(),
                part.crc32c(),
                part.keyLower(),
                statistics,
                part.rewrite());
        runs.add(
            new Run(
                run.id(),
                run.order(),
                run.schema(),
                run.truncated(),
                run.closedAt(),
                List.of(lying)));
      }
      assertThat(shard.append(HollowBatch.of(batch.hollow().desc(), runs)))
          .isEqualTo(new AppendAnswer.Appended());
      batch.handOver();
    }
  }

  private static List<String> read(OneShard shard, long asOf, Scan scan) {
    List<String> found = new ArrayList<>();
    try (ReadHandle<String, Unit> reader = shard.reader();
        Snapshot<String, Unit> snapshot = reader.snapshot(at(asOf), scan, Deadline.none());
        SnapshotCursor cursor = snapshot.columns()) {
      for (var chunk = cursor.next(); chunk.isPresent(); chunk = cursor.next()) {
        snapshot.decoded(chunk.get()).forEach(update -> found.add(update.key()));
      }
    }
    return found;
  }

  @Test
  void aLyingStatisticIsFoundOut() {
    try (OneShard shard = new OneShard(auditing(100))) {
      appendLie(shard, 0, "zebra");
      assertThatThrownBy(() -> read(shard, 0, only("key0")))
          .isInstanceOf(PushdownAuditException.class)
          .hasMessageContaining(shard.open().data().shardId().toString());
      // What the lie does not touch can still be read.
      assertThat(read(shard, 0, only("apple"))).isEmpty();
      assertThat(read(shard, 0, Scan.everything())).containsExactly("key0");
    }
  }

  @Test
  void everyWayToReadFindsALieOut() {
    try (OneShard shard = new OneShard(auditing(100));
        ReadHandle<String, Unit> reader = shard.reader()) {
      assertThat(shard.append(HollowBatch.empty(new Description(at(0), at(1), at(0)))))
          .isEqualTo(new AppendAnswer.Appended());
      appendLie(shard, 1, "zebra");
      Scan scan = only("key1");
      try (Snapshot<String, Unit> snapshot = reader.snapshot(at(1), scan, Deadline.none());
          SnapshotCursor cursor = snapshot.stream()) {
        assertThatThrownBy(cursor::next).isInstanceOf(PushdownAuditException.class);
        assertThatThrownBy(snapshot::parts).isInstanceOf(PushdownAuditException.class);
      }
      try (Changes<String, Unit> changes =
          reader.changes(at(0), at(1), scan, Overlay.NONE, Deadline.none())) {
        assertThatThrownBy(changes::fetch).isInstanceOf(PushdownAuditException.class);
      }
    }
  }

  @Test
  void withoutAuditsTheLieIsBelieved() {
    try (OneShard shard = new OneShard(auditing(0))) {
      appendLie(shard, 0, "zebra");
      assertThat(read(shard, 0, only("key0"))).isEmpty();
    }
  }

  /** The ranges are wrong, not the statistics. */
  @Test
  void aRangeThatIsNarrowerThanTheFilterIsFoundOut() {
    try (OneShard shard = new OneShard(auditing(100));
        WriteHandle<String, Unit> writer = shard.writer()) {
      writer.append(keys(0, 1), at(0), at(1));
      Scan wrong = only("apple").choosing(AuditTest::key0);
      assertThatThrownBy(() -> read(shard, 0, wrong))
          .isInstanceOf(PushdownAuditException.class)
          .hasMessageContaining("filter");
      assertThat(read(shard, 0, only("apple").choosing((batch, rows) -> 0))).isEmpty();
    }
  }

  /** Rows elsewhere may pass the filter: who looks rows up wants those at the points alone. */
  @Test
  void aFilterIsAskedOfRowsAtThePoints() {
    try (OneShard shard = new OneShard(auditing(100));
        WriteHandle<String, Unit> writer = shard.writer()) {
      writer.append(keys(0, 1), at(0), at(1));
      assertThat(read(shard, 0, lookingUp("apple"))).isEmpty();
      appendLie(shard, 1, "zebra");
      assertThatThrownBy(() -> read(shard, 1, lookingUp("key1")))
          .isInstanceOf(PushdownAuditException.class);
    }
  }

  private static Scan lookingUp(String key) {
    UpdatesBuilder wanted = new UpdatesBuilder(Codec.string().schema(), Schema.EMPTY);
    wanted.add(Codec.string(), key, Codec.unit(), Unit.UNIT, 0, 1);
    return Scan.everything().at(Points.of(wanted.build().keys())).choosing(AuditTest::all);
  }

  private static int all(ColumnBatch batch, int[] rows) {
    for (int row = 0; row < batch.length(); row++) {
      rows[row] = row;
    }
    return batch.length();
  }

  private static int key0(ColumnBatch batch, int[] rows) {
    int found = 0;
    for (int row = 0; row < batch.length(); row++) {
      if (Codec.string().decode(batch, row).equals("key0")) {
        rows[found++] = row;
      }
    }
    return found;
  }

  @Test
  void aShareIsAudited() {
    int parts = 400;
    try (OneShard shard = new OneShard(auditing(10));
        WriteHandle<String, Unit> writer = shard.writer()) {
      try (BatchBuilder<String, Unit> builder = writer.builder(at(0))) {
        for (int i = 0; i < parts; i++) {
          builder.add("key" + i + "-" + "x".repeat(1_100), Unit.UNIT, 0, 1);
        }
        writer.appendBatch(builder.finish(at(1)), at(0), at(1));
      }
      // Nothing but audits is fetched, up to a small budget.
      assertThat(fetchedBy(shard, "apple")).isBetween(1L, 10L);
      long whole = fetched(shard);
      assertThat(read(shard, 0, Scan.everything())).hasSize(parts);
      assertThat(fetched(shard) - whole).isGreaterThanOrEqualTo(parts);
      // By now as much may be audited as was read: all of the chosen share, the same every time.
      long share = fetchedBy(shard, "apple");
      assertThat(share).isBetween(15L, 75L);
      assertThat(fetchedBy(shard, "zebra")).isEqualTo(share);
    }
  }

  private static long fetchedBy(OneShard shard, String key) {
    long before = fetched(shard);
    assertThat(read(shard, 0, only(key))).isEmpty();
    return fetched(shard) - before;
  }

  private static long fetched(OneShard shard) {
    return shard.blobCalls().of(ExternalOperation.BLOB_GET).started();
  }
}
