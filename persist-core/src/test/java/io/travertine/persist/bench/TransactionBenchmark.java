package io.travertine.persist.bench;

import io.travertine.persist.Diagnostics;
import io.travertine.persist.Scan;
import io.travertine.persist.Snapshot;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Deadline;
import io.travertine.persist.txn.DataShard;
import io.travertine.persist.txn.Txn;
import io.travertine.persist.txn.Txns;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

/** Transactions of one row, applied in the background meanwhile. */
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class TransactionBenchmark {

  /** Two shards that all threads write to. */
  @State(Scope.Benchmark)
  @NullUnmarked // JMH sets states up
  public static class Tables {
    private final AtomicLong rows = new AtomicLong();
    private Txns txns;
    private DataShard<String, Unit> many;
    private DataShard<String, Unit> one;

    /** Creates the shards. */
    @Setup
    public void open(BenchPlace place) {
      txns = Txns.open(place.client());
      many = shard();
      one = shard();
      commit(one, "row", 1);
    }

    private DataShard<String, Unit> shard() {
      ShardId id = ShardId.generate(Seed.secure());
      txns.register(id);
      return txns.openShard(id, Codec.string(), Codec.unit(), new Diagnostics("bench", "bench"));
    }

    void commit(DataShard<String, Unit> shard, String row, long diff) {
      UpdatesBuilder updates = new UpdatesBuilder(Codec.string().schema(), Codec.unit().schema());
      updates.add(Codec.string(), row, Codec.unit(), Unit.UNIT, 0, diff);
      commit(shard, updates.build());
    }

    void commit(DataShard<String, Unit> shard, Updates updates) {
      try (Txn txn = txns.begin()) {
        txn.write(shard, updates);
        txns.commit(txn);
      }
    }

    /** Applies the rest. */
    @TearDown
    public void close() {
      many.close();
      one.close();
      txns.close();
    }
  }

  /** By one thread: how long one takes. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public void transaction(Tables tables) {
    tables.commit(tables.many, "row " + tables.rows.incrementAndGet(), 1);
  }

  /** By eight threads, on one shard: how many a second. */
  @Benchmark
  @Threads(8)
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  public void transactionsByEight(Tables tables) {
    tables.commit(tables.many, "row " + tables.rows.incrementAndGet(), 1);
  }

  /** Reads one row and puts another in its place, by one thread: how long that takes. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public void readAndReplace(Tables tables) {
    long time = tables.txns.readTime();
    String row;
    try (Snapshot<String, Unit> snapshot =
        tables.one.snapshot(time, Scan.everything(), Deadline.none())) {
      row = snapshot.fetch().get(0).key();
    }
    UpdatesBuilder updates = new UpdatesBuilder(Codec.string().schema(), Codec.unit().schema());
    updates.add(Codec.string(), row, Codec.unit(), Unit.UNIT, 0, -1);
    updates.add(
        Codec.string(), "row " + tables.rows.incrementAndGet(), Codec.unit(), Unit.UNIT, 0, 1);
    tables.commit(tables.one, updates.build());
  }
}
