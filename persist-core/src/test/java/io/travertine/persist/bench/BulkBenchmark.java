package io.travertine.persist.bench;

import io.travertine.persist.data.DataGenerator;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Appends of 50 MiB of good bytes (key, value, time, diff) by one writer. */
@Warmup(iterations = 4)
@Measurement(iterations = 4)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class BulkBenchmark {

  private static final DataGenerator DATA = DataGenerator.LARGE;

  /** A new shard for each time. */
  @State(Scope.Benchmark)
  @NullUnmarked // JMH sets states up
  public static class Table {
    private BenchTable table;

    /** Creates the shard. */
    @Setup(Level.Invocation)
    public void open(BenchPlace place) {
      table = new BenchTable(place.client());
    }

    /** Closes its handles. */
    @TearDown(Level.Invocation)
    public void close() {
      table.close();
    }
  }

  /** The generated records, in columns: batches of 8 MiB. */
  @State(Scope.Benchmark)
  public static class Columns {
    private final List<Updates> batches = new ArrayList<>();

    /** Generates them. */
    @Setup
    public void generate() {
      for (int batch = 0; batch < DATA.batches(); batch++) {
        batches.add(DATA.batch(batch));
      }
    }
  }

  /** The generated records, one by one. */
  @State(Scope.Benchmark)
  @NullUnmarked // JMH sets states up
  public static class Rows {
    private List<Update<String, Unit>> rows;

    /** Generates them. */
    @Setup
    public void generate() {
      rows = DATA.recordList();
    }
  }

  /** As many records in no order, whose keys do not compress below three quarters. */
  @State(Scope.Benchmark)
  public static class RandomRows {
    private final List<Update<String, Unit>> rows = new ArrayList<>();

    /** Generates them. */
    @Setup
    public void generate() {
      Random random = new Random(1);
      byte[] key = new byte[48];
      for (int i = 0; i < DATA.records(); i++) {
        for (int at = 0; at < key.length; at++) {
          key[at] = (byte) (' ' + random.nextInt(64));
        }
        String text = new String(key, java.nio.charset.StandardCharsets.US_ASCII);
        rows.add(new Update<>(text, Unit.UNIT, i, 1));
      }
    }
  }

  /** In columns, one commit every 8 MiB. */
  @Benchmark
  public void columnsInBatches(Table table, Columns columns) {
    for (int batch = 0; batch < DATA.batches(); batch++) {
      Updates updates = columns.batches.get(batch);
      table.table.commit(DATA.batchStart(batch + 1), builder -> builder.add(updates));
    }
  }

  /** Row by row, one commit every 8 MiB. */
  @Benchmark
  public void rowsInBatches(Table table, Rows rows) {
    for (int batch = 0; batch < DATA.batches(); batch++) {
      int end = DATA.batchStart(batch + 1);
      append(table.table, rows.rows.subList(DATA.batchStart(batch), end), end);
    }
  }

  /** Row by row, all in one commit. */
  @Benchmark
  public void rowsAtOnce(Table table, Rows rows) {
    append(table.table, rows.rows, DATA.records());
  }

  /** Row by row in no order, all in one commit. */
  @Benchmark
  public void randomRowsAtOnce(Table table, RandomRows rows) {
    append(table.table, rows.rows, DATA.records());
  }

  private static void append(BenchTable table, List<Update<String, Unit>> rows, long upper) {
    table.commit(
        upper,
        builder -> {
          for (Update<String, Unit> row : rows) {
            builder.add(row.key(), row.value(), row.time(), row.diff());
          }
        });
  }
}
