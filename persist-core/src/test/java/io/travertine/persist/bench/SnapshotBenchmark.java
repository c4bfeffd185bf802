package io.travertine.persist.bench;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.Snapshot;
import io.travertine.persist.SnapshotCursor;
import io.travertine.persist.data.DataGenerator;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading all 50 MiB of good bytes of a shard that was written in batches of 8 MiB. */
@Warmup(iterations = 5)
@Measurement(iterations = 5)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SnapshotBenchmark {

  private static final DataGenerator DATA = DataGenerator.LARGE;

  /** Shards with the same contents, one of a client that keeps decoded parts and one that not. */
  @State(Scope.Benchmark)
  @NullUnmarked // JMH sets states up
  public static class Loaded {
    private BenchTable cached;
    private BenchTable uncached;

    /** Writes the shards. */
    @Setup
    public void load(BenchPlace place) {
      PersistConfig config = PersistConfig.defaults();
      PersistConfig forgetful = config.withReads(config.reads().withPartCache(1));
      cached = new BenchTable(place.client());
      uncached = new BenchTable(place.openAnother(forgetful));
      for (int batch = 0; batch < DATA.batches(); batch++) {
        Updates updates = DATA.batch(batch);
        cached.commit(DATA.batchStart(batch + 1), builder -> builder.add(updates));
        uncached.commit(DATA.batchStart(batch + 1), builder -> builder.add(updates));
      }
    }

    /** Closes the handles. */
    @TearDown
    public void close() {
      cached.close();
      uncached.close();
    }
  }

  /** In columns, fetched and decoded each time; a file comes from the page cache. */
  @Benchmark
  public long columns(Loaded shards) {
    return rows(shards.uncached);
  }

  /** In columns, decoded before. */
  @Benchmark
  public long columnsAgain(Loaded shards) {
    return rows(shards.cached);
  }

  /** Consolidated, row by row, fetched and decoded each time. */
  @Benchmark
  public int fetch(Loaded shards) {
    try (Snapshot<String, Unit> snapshot = shards.uncached.snapshot()) {
      return snapshot.fetch().size();
    }
  }

  private static long rows(BenchTable table) {
    long rows = 0;
    try (Snapshot<String, Unit> snapshot = table.snapshot();
        SnapshotCursor cursor = snapshot.columns()) {
      Optional<Updates> chunk = cursor.next();
      while (chunk.isPresent()) {
        rows += chunk.get().length();
        chunk = cursor.next();
      }
    }
    return rows;
  }
}
