package io.travertine.persist.location.scheme;

import io.travertine.persist.location.probe.Check;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How often a second a disk puts 4 KiB where a power cut does not reach them. */
final class ForceRate {

  private static final String GUARANTEE = "fsync rate";
  private static final int BLOCK_BYTES = 4_096;
  private static final int BLOCKS = 256;
  private static final int COUNT_MOST = 20_000;
  private static final long NANOS_MOST = TimeUnit.MILLISECONDS.toNanos(500);

  /** The fastest disks with a cache that survives a power cut take 20 µs. */
  private static final double IMPLAUSIBLE = 100_000;

  /** A disk that turns, with its cache off, does 60 to 120. */
  private static final double SLOW = 50;

  private ForceRate() {}

  /** Measures with a file of its own. */
  static Check measure(Path file, Clock clock) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
      for (int i = 0; i < BLOCKS; i++) {
        channel.write(block.rewind(), (long) i * BLOCK_BYTES);
      }
      channel.force(true);
      long start = clock.monotonicNanos();
      long took = 0;
      int count = 0;
      while (count < COUNT_MOST && took < NANOS_MOST) {
        block.putInt(0, count);
        channel.write(block.rewind(), (long) (count % BLOCKS) * BLOCK_BYTES);
        channel.force(false);
        count++;
        took = clock.monotonicNanos() - start;
      }
      return judge(count * 1e9 / Math.max(1, took));
    }
  }

  static Check judge(double perSecond) {
    String seen = String.format(Locale.ROOT, "%.0f a second", perSecond);
    if (perSecond > IMPLAUSIBLE) {
      return Check.warning(
          GUARANTEE,
          seen + ", more than any disk does",
          "what only says that it has written loses commits in a power cut: look what lies below");
    }
    return perSecond < SLOW
        ? Check.warning(GUARANTEE, seen, "every commit waits for one or two: use a faster disk")
        : Check.safe(GUARANTEE, seen);
  }
}
