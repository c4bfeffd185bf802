package io.travertine.persist.bench;

import io.travertine.persist.data.DataGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
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

/** What the machine itself can do, measured in the same minutes as we are. */
public class AnchorBenchmark {

  private static final int BLOCK = 4_096;
  private static final int BULK = (int) DataGenerator.LARGE.goodBytes();

  /** Files on the disk in question. */
  @State(Scope.Benchmark)
  @NullUnmarked // JMH sets states up
  public static class Disk {
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    private final ByteBuffer bulk = ByteBuffer.allocateDirect(BULK);
    private FileChannel log;

    /** Opens the file that blocks are appended to. */
    @Setup
    public void open() throws IOException {
      log =
          FileChannel.open(
              file("log"),
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      byte[] random = new byte[BULK];
      new Random(1).nextBytes(random);
      bulk.put(random);
    }

    Path file(String name) {
      return TemporaryDirectory.parent().resolve(name);
    }

    /** Closes the file. */
    @TearDown
    public void close() throws IOException {
      log.close();
    }
  }

  /** Arrays larger than the caches. */
  @State(Scope.Benchmark)
  public static class Memory {
    private final byte[] from = new byte[BULK];
    private final byte[] to = new byte[BULK];
    private final long[] numbers = new long[BULK / Long.BYTES];

    /** Makes the pages real. */
    @Setup
    public void fill() {
      new Random(1).nextBytes(from);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = i;
      }
    }
  }

  /** Appends 4 KiB to a file and forces them to disk. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  @Warmup(iterations = 2, time = 1)
  @Measurement(iterations = 3, time = 1)
  public void fdatasync(Disk disk) throws IOException {
    disk.log.write(disk.block.clear());
    disk.log.force(false);
  }

  /** Writes 50 MiB that do not compress to a new file and forces them to disk. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Warmup(iterations = 2)
  @Measurement(iterations = 4)
  public void writeFile(Disk disk) throws IOException {
    Path file = disk.file("bulk");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = disk.bulk.clear();
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(false);
    }
    Files.delete(file);
  }

  /** Copies 50 MiB of memory. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Warmup(iterations = 2, time = 1)
  @Measurement(iterations = 3, time = 1)
  public byte[] copyMemory(Memory memory) {
    System.arraycopy(memory.from, 0, memory.to, 0, BULK);
    return memory.to;
  }

  /** Adds up 50 MiB of longs. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Warmup(iterations = 2, time = 1)
  @Measurement(iterations = 3, time = 1)
  public long scanMemory(Memory memory) {
    long sum = 0;
    for (long number : memory.numbers) {
      sum += number;
    }
    return sum;
  }
}
