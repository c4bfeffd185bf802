package io.travertine.persist.bench;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.travertine.persist.PersistClient;
import io.travertine.persist.PersistConfig;
import io.travertine.persist.location.PersistLocation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Commits of one row to a directory, in turns with raw appends to the same disk: what else uses the
 * disk, or the processors, slows both down. Not by JMH, which runs one after the other.
 *
 * <p>Long enough for compaction, rollups and garbage collection to have found their pace; says how
 * many requests they took.
 */
final class TurnsBenchmark {

  private static final int WARMUP = 6_000;
  private static final int COMMITS = 10_000;

  /** How many of each kind make a turn. */
  private static final int TURN = 20;

  private static final int BLOCK = 4_096;

  private static final List<String> REQUESTS =
      List.of("consensus_compare_and_set", "consensus_truncate", "blob_set", "blob_delete");

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final long[] raw = new long[COMMITS];
  private final long[] commits = new long[COMMITS];

  private TurnsBenchmark() {}

  /** Measures, and prints tables. */
  static void run(PrintStream out) {
    try (TemporaryDirectory directory = TemporaryDirectory.create()) {
      new TurnsBenchmark().measure(directory, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void measure(TemporaryDirectory directory, PrintStream out) throws IOException {
    PersistConfig config = PersistConfig.defaults().withMetrics(metrics);
    PersistLocation location = PersistLocation.of("file:" + directory.path().resolve("db"));
    try (PersistClient client = PersistClient.open(location, config);
        BenchTable table = new BenchTable(client);
        FileChannel log =
            FileChannel.open(
                directory.path().resolve("log"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
      for (int i = 0; i < WARMUP; i++) {
        table.commitRow();
      }
      long[] before = requests();
      for (int i = 0; i < COMMITS; i += TURN) {
        appendRaw(log, i);
        commit(table, i);
      }
      print(out, before, requests());
    }
  }

  private void appendRaw(FileChannel log, int from) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    for (int i = from; i < from + TURN; i++) {
      long start = System.nanoTime();
      log.write(block.clear());
      log.force(false);
      raw[i] = System.nanoTime() - start;
    }
  }

  private void commit(BenchTable table, int from) {
    for (int i = from; i < from + TURN; i++) {
      long start = System.nanoTime();
      table.commitRow();
      commits[i] = System.nanoTime() - start;
    }
  }

  private long[] requests() {
    return REQUESTS.stream()
        .mapToLong(
            operation ->
                metrics.find("persist.external").tag("op", operation).timers().stream()
                    .mapToLong(Timer::count)
                    .sum())
        .toArray();
  }

  private void print(PrintStream out, long[] before, long[] after) {
    Arrays.sort(raw);
    Arrays.sort(commits);
    out.println("| In turns, ms | p10 | p50 | p90 | p99 |");
    out.println("|---|---:|---:|---:|---:|");
    row(out, "append 4 KiB + fdatasync, raw", raw);
    row(out, "commit of one row, directory", commits);
    out.printf(
        Locale.ROOT,
        "| × | %.2f | %.2f | %.2f | %.2f |%n%n",
        ratio(0.1),
        ratio(0.5),
        ratio(0.9),
        ratio(0.99));
    out.println("| Requests per 1,000 commits | |");
    out.println("|---|---:|");
    for (int i = 0; i < REQUESTS.size(); i++) {
      double perThousand = (after[i] - before[i]) * 1_000.0 / COMMITS;
      out.printf(Locale.ROOT, "| %s | %.1f |%n", REQUESTS.get(i), perThousand);
    }
    out.println();
  }

  private static void row(PrintStream out, String what, long[] sorted) {
    out.printf(
        Locale.ROOT,
        "| %s | %.3f | %.3f | %.3f | %.3f |%n",
        what,
        millis(sorted, 0.1),
        millis(sorted, 0.5),
        millis(sorted, 0.9),
        millis(sorted, 0.99));
  }

  private double ratio(double share) {
    return millis(commits, share) / millis(raw, share);
  }

  private static double millis(long[] sorted, double share) {
    return sorted[(int) (sorted.length * share)] / 1e6;
  }
}
