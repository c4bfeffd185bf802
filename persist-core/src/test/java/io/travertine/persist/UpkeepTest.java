package io.travertine.persist;

import static io.travertine.persist.OneProcess.at;
import static io.travertine.persist.OneProcess.contents;
import static io.travertine.persist.OneProcess.insert;
import static io.travertine.persist.OneProcess.reader;
import static io.travertine.persist.OneProcess.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.AppendResult.UpperMismatch;
import io.travertine.persist.data.Unit;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.spine.Spine;
import io.travertine.persist.internal.state.Rollup;
import io.travertine.persist.location.Blob;
import io.travertine.persist.location.OpenLocation;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.decorators.ExternalOperation;
import io.travertine.persist.location.decorators.MeteredBlob;
import io.travertine.persist.location.decorators.OperationCounts;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.time.Frontier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What rollups, compaction and garbage collection leave behind. */
class UpkeepTest {

  private final String name = Seed.secure().uuid().toString();
  private final PersistLocation location = PersistLocation.of("mem:" + name);
  private final ShardId shard = ShardId.generate(Seed.secure());

  @Test
  void manySmallCommitsOfTwoProcessesLeaveLittle() throws Exception {
    int commits = 1000;
    ExecutorService racers = Executors.newFixedThreadPool(2);
    try {
      Future<?> ours = racers.submit(() -> commit("ours", commits));
      Future<?> theirs = racers.submit(() -> commit("theirs", commits));
      ours.get(120, TimeUnit.SECONDS);
      theirs.get(120, TimeUnit.SECONDS);
    } finally {
      racers.shutdownNow();
    }

    // What the burst left is done by whoever commits next, in the background.
    Deadline patience = Deadline.after(Duration.ofSeconds(60));
    Left left = left();
    for (int i = 0; !left.isLittle() && !patience.hasPassed(); i++) {
      commit("later" + i + "-", 1);
      left = left();
    }
    assertThat(left).matches(Left::isLittle);

    try (PersistClient client = new OneProcess(PersistConfig.defaults()).open(location);
        ReadHandle<String, Unit> reader = reader(client, shard)) {
      Frontier upper = reader.fetchRecentUpper();
      assertThat(contents(reader, upper.only() - 1))
          .hasSizeGreaterThanOrEqualTo(2 * commits)
          .allSatisfy((key, copies) -> assertThat(copies).isEqualTo(1));
    }
  }

  @Test
  void rowsThatCameOneByOneAreMergedWithoutABlobEachTime() throws Exception {
    int commits = 2_000;
    OperationCounts counts = new OperationCounts();
    OpenLocation open = Locations.standard().open(location, OpenOptions.readWrite());
    OpenLocation counted =
        new OpenLocation(
            location, new MeteredBlob(open.blob(), Clock.system(), counts), open.consensus());
    try (PersistClient client = new OneProcess(PersistConfig.defaults()).open(counted);
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      for (int i = 0; i < commits; i++) {
        writer.compareAndAppend(List.of(insert("row" + i, i)), at(i), at(i + 1));
      }
      // A rollup each 128 versions, a merge into a blob each 256 rows, and again each 1,024.
      assertThat(counts.of(ExternalOperation.BLOB_SET).started()).isLessThan(commits / 20);
    }
  }

  private record Left(int versions, int rollups, int parts, int batches, long inlineBytes) {

    boolean isLittle() {
      return versions < 600 && rollups < 8 && parts < 150 && batches < 80 && inlineBytes < 64 << 10;
    }
  }

  private Left left() {
    List<Versioned> versions =
        MemoryPlace.named(name).consensus().scan(shard.toString(), SeqNo.ZERO, Integer.MAX_VALUE);
    List<String> parts = new ArrayList<>();
    List<String> rollups = new ArrayList<>();
    Blob blob = MemoryPlace.named(name).blob();
    blob.listKeysAndMetadata(
        shard + "/", (key, size) -> (key.contains("/v") ? rollups : parts).add(key));
    Spine trace =
        rollups.stream()
            .sorted(Comparator.comparingLong(UpkeepTest::seqNo).reversed())
            .flatMap(key -> blob.get(key).stream())
            .findFirst()
            .map(bytes -> Rollup.decode(bytes).state().contents().trace())
            .orElseThrow();
    return new Left(
        versions.size(), rollups.size(), parts.size(), trace.batches().size(), trace.inlineBytes());
  }

  private static long seqNo(String rollup) {
    return Long.parseLong(rollup.replaceAll(".*/v(\\d+)/.*", "$1"));
  }

  private void commit(String prefix, int commits) {
    try (PersistClient client = new OneProcess(PersistConfig.defaults()).open(location);
        WriteHandle<String, Unit> writer = writer(client, shard)) {
      Frontier upper = writer.upper();
      for (int i = 0; i < commits; ) {
        long time = upper.only();
        AppendResult result =
            writer.compareAndAppend(List.of(insert(prefix + i, time)), upper, at(time + 1));
        if (result instanceof UpperMismatch mismatch) {
          upper = mismatch.actual();
        } else {
          upper = at(time + 1);
          i++;
        }
      }
    }
  }
}
