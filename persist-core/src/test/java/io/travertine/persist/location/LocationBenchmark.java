package io.travertine.persist.location;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.scheme.Locations;
import io.travertine.persist.location.scheme.OpenOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * What a durable write costs here, against one raw fdatasync. Not a test: run {@link #main} with a
 * directory on the disk in question, and another location that should be measured in its place, if
 * any. What is compared takes turns, so that a busy machine slows both.
 */
final class LocationBenchmark {

  private static final int WARM_UP = 1_000;
  private static final int MEASURED = 3_000;
  private static final int BLOCK = 4_096;

  private final Path directory;
  private final OpenLocation opened;
  private final PrintStream out;

  private LocationBenchmark(Path directory, OpenLocation opened, PrintStream out) {
    this.directory = directory;
    this.opened = opened;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path directory = Files.createTempDirectory(Path.of(arguments[0]), "benchmark");
    PersistLocation location =
        PersistLocation.of(
            arguments.length > 1 ? arguments[1] : "file:" + directory.resolve("database"));
    try (OpenLocation opened = Locations.standard().open(location, OpenOptions.readWrite())) {
      LocationBenchmark benchmark = new LocationBenchmark(directory, opened, out);
      for (int bytes : new int[] {300, BLOCK, 65_536}) {
        benchmark.compareAndSetAgainstFdatasync(bytes);
      }
      benchmark.head();
      for (int threads : new int[] {1, 8}) {
        benchmark.compareAndSetsPerSecond(threads);
        benchmark.compareAndSetsOfOneKeyPerSecond(threads);
      }
      benchmark.setAgainstFsyncs();
      for (int threads : new int[] {1, 8}) {
        benchmark.setsPerSecond(threads);
      }
    }
  }

  /** One thing that is done again and again. */
  private interface Step {
    void run(int number) throws IOException;
  }

  private void compareAndSetAgainstFdatasync(int bytes) throws IOException {
    String key = "single " + bytes;
    byte[] data = random(bytes);
    try (FileChannel raw = open("raw " + bytes)) {
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
      long[][] nanos =
          takeTurns(
              number -> {
                raw.write(block.clear());
                raw.force(false);
              },
              number -> append(key, number, data));
      report("append 4 KiB + fdatasync", nanos[0]);
      report("compareAndSet of " + bytes + " bytes", nanos[1]);
      ratio(nanos[1], nanos[0]);
    }
  }

  private void head() throws IOException {
    long[][] nanos = takeTurns(number -> {}, number -> opened.consensus().head("single 300"));
    report("head of 300 bytes", nanos[1]);
  }

  /** Each thread on a key of its own, as processes on tables of their own. */
  private void compareAndSetsPerSecond(int threads) throws Exception {
    byte[] data = random(300);
    long start = System.nanoTime();
    Racers.race(
        threads,
        racer -> {
          for (int i = 0; i < MEASURED; i++) {
            append("of " + threads + " " + racer, i, data);
          }
          return 0;
        });
    perSecond("compareAndSet", threads, start);
  }

  /** All threads on one key: whoever loses looks and tries again. */
  private void compareAndSetsOfOneKeyPerSecond(int threads) throws Exception {
    byte[] data = random(300);
    String key = "one of " + threads;
    append(key, 0, data);
    long start = System.nanoTime();
    Racers.race(
        threads,
        racer -> {
          int committed = 0;
          while (committed < MEASURED) {
            SeqNo head = opened.consensus().head(key).orElseThrow().seqNo();
            Versioned next = new Versioned(head.next(), data);
            if (opened.consensus().compareAndSet(key, Optional.of(head), next)
                == Consensus.CasOutcome.COMMITTED) {
              committed++;
            }
          }
          return 0;
        });
    perSecond("head + compareAndSet of one key", threads, start);
  }

  private void setAgainstFsyncs() throws IOException {
    byte[] data = random(BLOCK);
    Path bare = Files.createDirectory(directory.resolve("bare"));
    long[][] nanos =
        takeTurns(
            number -> {
              Path file = bare.resolve("k" + number);
              try (FileChannel raw =
                  FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                raw.write(ByteBuffer.wrap(data));
                raw.force(true);
              }
            },
            number -> opened.blob().set("single/" + number, data));
    report("new file of 4 KiB + its fsync", nanos[0]);
    report("Blob.set of 4 KiB", nanos[1]);
    ratio(nanos[1], nanos[0]);
  }

  private void setsPerSecond(int threads) throws Exception {
    byte[] data = random(BLOCK);
    long start = System.nanoTime();
    Racers.race(
        threads,
        racer -> {
          for (int i = 0; i < MEASURED; i++) {
            opened.blob().set("of" + threads + "/" + racer + "/" + i, data);
          }
          return 0;
        });
    perSecond("Blob.set of 4 KiB", threads, start);
  }

  private static long[][] takeTurns(Step first, Step second) throws IOException {
    long[][] nanos = new long[2][MEASURED];
    for (int i = 0; i < WARM_UP + MEASURED; i++) {
      long start = System.nanoTime();
      first.run(i);
      long between = System.nanoTime();
      second.run(i);
      long end = System.nanoTime();
      if (i >= WARM_UP) {
        nanos[0][i - WARM_UP] = between - start;
        nanos[1][i - WARM_UP] = end - between;
      }
    }
    Arrays.sort(nanos[0]);
    Arrays.sort(nanos[1]);
    return nanos;
  }

  private void append(String key, int number, byte[] data) {
    Optional<SeqNo> expected = number == 0 ? Optional.empty() : Optional.of(new SeqNo(number));
    Versioned next = new Versioned(new SeqNo(number + 1), data);
    if (opened.consensus().compareAndSet(key, expected, next) != Consensus.CasOutcome.COMMITTED) {
      throw new IllegalStateException("mismatch without a rival: " + key + " " + next);
    }
  }

  private FileChannel open(String name) throws IOException {
    return FileChannel.open(
        directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static byte[] random(int bytes) {
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    return data;
  }

  private void report(String what, long[] sortedNanos) {
    out.printf(
        Locale.ROOT,
        "%-32s p50 %7.1f us  p90 %7.1f us  p99 %7.1f us%n",
        what,
        micros(sortedNanos, 0.5),
        micros(sortedNanos, 0.9),
        micros(sortedNanos, 0.99));
  }

  private void ratio(long[] sortedNanos, long[] toSortedNanos) {
    double ratio = micros(sortedNanos, 0.5) / micros(toSortedNanos, 0.5);
    out.printf(Locale.ROOT, "%-32s p50 %7.2f%n", "  ratio", ratio);
  }

  private void perSecond(String what, int threads, long startNanos) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    out.printf(
        Locale.ROOT,
        "%-32s %8.0f per second with %s threads%n",
        what,
        threads * MEASURED / seconds,
        threads);
  }

  private static double micros(long[] sortedNanos, double quantile) {
    return sortedNanos[(int) (sortedNanos.length * quantile)] / 1e3;
  }
}
