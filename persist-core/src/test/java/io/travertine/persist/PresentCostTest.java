package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Current reads do not slow down with history, and history stays exact (design, promise 8). */
class PresentCostTest {

  private static final int ROWS = 10_000;
  private static final int REWRITES = 100;
  private static final Deadline PATIENCE = Deadline.after(Duration.ofMinutes(2));

  private final PersistLocation location =
      PersistLocation.of("mem:" + Seed.secure().uuid().toString());

  @Test
  void aTableOfManyRewritesIsReadLikeOneOfNone() {
    // Without a cache of decoded parts, so that every round fetches and decodes.
    PersistConfig config = PersistConfig.defaults().withReads(ReadLimits.DEFAULTS.withPartCache(0));
    ShardId plain = ShardId.generate(Seed.secure());
    ShardId rewritten = ShardId.generate(Seed.secure());
    try (PersistClient client = new OneProcess(config).open(location);
        Handles<Long, Long> never = open(client, plain);
        Handles<Long, Long> often = open(client, rewritten);
        ShardUpkeep neverUpkeep = client.openUpkeep(plain, Codec.i64(), Codec.i64());
        ShardUpkeep oftenUpkeep = client.openUpkeep(rewritten, Codec.i64(), Codec.i64())) {
      write(never.writer(), ROWS, REWRITES, REWRITES);
      for (int version = 0; version <= REWRITES; version++) {
        write(often.writer(), ROWS, version, version);
      }
      neverUpkeep.compact(PATIENCE);
      oftenUpkeep.compact(PATIENCE);
      assertThat(oftenUpkeep.present()).isEqualTo(new ShardUpkeep.Present(1, ROWS));

      long best = Long.MAX_VALUE;
      long bestRewritten = Long.MAX_VALUE;
      for (int round = 0; round < 40; round++) {
        best = Math.min(best, nanosToRead(never.reader()));
        bestRewritten = Math.min(bestRewritten, nanosToRead(often.reader()));
      }
      double ratio = (double) bestRewritten / best;
      System.out.printf(
          "reading %d rows: %.2f ms; after %d rewrites of each: %.2f ms; ratio %.2f%n",
          ROWS, best / 1e6, REWRITES, bestRewritten / 1e6, ratio);
      assertThat(ratio).isLessThan(1.5);

      for (int version = 0; version <= REWRITES; version += 20) {
        assertIsExactly(often.reader(), ROWS, version);
      }
    }
  }

  @Test
  void everyVersionOfEveryRowIsKept() {
    int rows = 500;
    ShardId shard = ShardId.generate(Seed.secure());
    try (PersistClient client = new OneProcess(PersistConfig.defaults()).open(location);
        Handles<Long, Long> handles = open(client, shard);
        ShardUpkeep upkeep = client.openUpkeep(shard, Codec.i64(), Codec.i64())) {
      for (int version = 0; version <= REWRITES; version++) {
        write(handles.writer(), rows, version, version);
      }
      upkeep.compact(PATIENCE);
      assertThat(upkeep.present()).isEqualTo(new ShardUpkeep.Present(1, rows));
      for (int version = 0; version <= REWRITES; version++) {
        assertIsExactly(handles.reader(), rows, version);
      }
    }
  }

  private static Handles<Long, Long> open(PersistClient client, ShardId shard) {
    return client.open(shard, Codec.i64(), Codec.i64(), OneProcess.TESTING);
  }

  /** Replaces every row's value, which is its version, at the time of the version. */
  private static void write(WriteHandle<Long, Long> writer, int rows, long version, long time) {
    List<Update<Long, Long>> updates = new ArrayList<>();
    for (long row = 0; row < rows; row++) {
      if (time > 0 && writer.upper().only() > 0) {
        updates.add(new Update<>(row, version - 1, time, -1));
      }
      updates.add(new Update<>(row, version, time, 1));
    }
    assertThat(writer.compareAndAppend(updates, writer.upper(), at(time + 1)))
        .isEqualTo(new AppendResult.Appended(at(time + 1)));
  }

  private static long nanosToRead(ReadHandle<Long, Long> reader) {
    long start = System.nanoTime();
    long rows = 0;
    try (Snapshot<Long, Long> snapshot = reader.snapshot(at(REWRITES));
        SnapshotCursor cursor = snapshot.columns()) {
      Optional<Updates> chunk = cursor.next();
      while (chunk.isPresent()) {
        rows += chunk.get().length();
        chunk = cursor.next();
      }
    }
    assertThat(rows).isEqualTo(ROWS);
    return System.nanoTime() - start;
  }

  /** Every row once, with the value it had then. */
  private static void assertIsExactly(ReadHandle<Long, Long> reader, int rows, long version) {
    BitSet seen = new BitSet(rows);
    try (Snapshot<Long, Long> snapshot = reader.snapshot(at(version));
        SnapshotCursor cursor = snapshot.columns()) {
      Optional<Updates> next = cursor.next();
      while (next.isPresent()) {
        Updates chunk = next.get();
        for (int i = 0; i < chunk.length(); i++) {
          Update<Long, Long> update = chunk.update(i, Codec.i64(), Codec.i64());
          int row = Math.toIntExact(update.key());
          if (seen.get(row) || update.value() != version || update.diff() != 1) {
            throw new AssertionError("as of version " + version + ": " + update);
          }
          seen.set(row);
        }
        next = cursor.next();
      }
    }
    assertThat(seen.cardinality()).as("rows as of version %s", version).isEqualTo(rows);
  }
}
