package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.delete;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.decorators.MeteredBlob;
import io.travertine.persist.location.decorators.MeteredConsensus;
import io.travertine.persist.location.decorators.OperationCounts;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is left once writers are quiet, although nobody asks for anything: little, and then no
 * request either (design, promises 6, 7 and 9).
 */
class IdleUpkeepTest {

  private static final PersistConfig CONFIG =
      PersistConfig.defaults().withReaderLease(Duration.ofSeconds(12));

  private final ShardId shard = ShardId.generate(Seed.secure());

  @Test
  void tenThousandCommitsLeaveLittleInMemory() throws Exception {
    leaveLittle(PersistLocation.of("mem:" + Seed.secure().uuid()), 10_000);
  }

  @Test
  void twoThousandCommitsLeaveLittleInFiles(@TempDir Path directory) throws Exception {
    leaveLittle(PersistLocation.of("file:" + directory.resolve("db")), 2_000);
  }

  private void leaveLittle(PersistLocation location, int commits) throws Exception {
    try (OpenLocation watched = Locations.standard().open(location, OpenOptions.readWrite());
        PersistClient client = new OneProcess(CONFIG).open(location);
        WriteHandle<String, Unit> writer = writer(client, shard);
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      for (int i = 0; i < commits; i++) {
        append(writer, List.of(insert("row" + i, i)));
      }
      Left left = left(watched);
      Deadline patience = Deadline.after(Duration.ofSeconds(90));
      while (!left.isLittle() && !patience.hasPassed()) {
        Clock.system().sleep(200_000_000);
        left = left(watched);
      }
      System.out.printf("%d commits to %s leave %s%n", commits, location, left);
      assertThat(left).matches(Left::isLittle);
      assertThat(contents(reader, commits - 1L))
          .hasSize(commits)
          .allSatisfy((row, copies) -> assertThat(copies).isEqualTo(1));
      assertThat(contents(reader, commits / 2)).hasSize(commits / 2 + 1);
    }
  }

  private record Left(int versions, int blobs) {
    boolean isLittle() {
      return versions < 300 && blobs < 200;
    }
  }

  private Left left(OpenLocation location) {
    AtomicInteger blobs = new AtomicInteger();
    location.blob().listKeysAndMetadata(shard + "/", (key, size) -> blobs.incrementAndGet());
    int versions =
        location.consensus().scan(shard.toString(), SeqNo.ZERO, Integer.MAX_VALUE).size();
    return new Left(versions, blobs.get());
  }

  @Test
  void whatWasRewrittenIsTidiedWithoutAnotherCommit() throws Exception {
    PersistLocation location = PersistLocation.of("mem:" + Seed.secure().uuid());
    int rows = 1_000;
    try (PersistClient client = new OneProcess(CONFIG).open(location);
        WriteHandle<String, Unit> writer = writer(client, shard);
        ShardUpkeep upkeep = client.openUpkeep(shard, Codec.string(), Codec.unit())) {
      for (int version = 0; version < 9; version++) {
        List<Update<String, Unit>> updates = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
          if (version > 0) {
            updates.add(delete(row + " of " + (version - 1), version));
          }
          updates.add(insert(row + " of " + version, version));
        }
        append(writer, updates);
      }
      Deadline patience = Deadline.after(Duration.ofSeconds(60));
      while (upkeep.present().updates() > rows && !patience.hasPassed()) {
        Clock.system().sleep(50_000_000);
      }
      assertThat(upkeep.present()).isEqualTo(new ShardUpkeep.Present(1, rows));
    }
  }

  @Test
  void anIdleShardIsNoLongerAskedFor() throws Exception {
    OperationCounts counts = new OperationCounts();
    PersistLocation location = PersistLocation.of("mem:" + Seed.secure().uuid());
    OpenLocation open = Locations.standard().open(location, OpenOptions.readWrite());
    OpenLocation counted =
        new OpenLocation(
            location,
            new MeteredBlob(open.blob(), Clock.system(), counts),
            new MeteredConsensus(open.consensus(), Clock.system(), counts));
    try (PersistClient client = new OneProcess(PersistConfig.defaults()).open(counted);
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      for (int i = 0; i < 300; i++) {
        append(writer, List.of(insert("row" + i, i)));
      }
      long before = -1;
      long now = requests(counts);
      Deadline patience = Deadline.after(Duration.ofSeconds(60));
      while (now != before && !patience.hasPassed()) {
        before = now;
        Clock.system().sleep(4_000_000_000L);
        now = requests(counts);
      }
      assertThat(now).as("nothing happens in four seconds any more").isEqualTo(before);
    }
  }

  private static long requests(OperationCounts counts) {
    return counts.started();
  }

  private static void append(WriteHandle<String, Unit> writer, List<Update<String, Unit>> updates) {
    long time = updates.get(0).time();
    assertThat(writer.compareAndAppend(updates, at(time), at(time + 1)))
        .isEqualTo(new AppendResult.Appended(at(time + 1)));
  }
}
