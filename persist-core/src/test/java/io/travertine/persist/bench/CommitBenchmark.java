package io.travertine.persist.bench;

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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Commits of one row, which travels inside the state: one durable write each. */
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CommitBenchmark {

  /** Each thread's own shard. */
  @State(Scope.Thread)
  @NullUnmarked // JMH sets states up
  public static class Table {
    private BenchTable table;

    /** Creates the shard. */
    @Setup
    public void open(BenchPlace place) {
      table = new BenchTable(place.client());
    }

    /** Closes its handles. */
    @TearDown
    public void close() {
      table.close();
    }
  }

  /** By one thread: how long one takes. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public void commit(Table table) {
    table.table.commitRow();
  }

  /** By eight threads, each on its own shard: how many a second. */
  @Benchmark
  @Threads(8)
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public void commitsByEight(Table table) {
    table.table.commitRow();
  }
}
