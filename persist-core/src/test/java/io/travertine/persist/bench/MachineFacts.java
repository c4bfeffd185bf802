package io.travertine.persist.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the figures depend on.
 *
 * @param time when
 * @param load the load average of the last minute
 */
record MachineFacts(Instant time, String load) {

  static MachineFacts now() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return new MachineFacts(
        Instant.ofEpochMilli(System.currentTimeMillis()).truncatedTo(ChronoUnit.MINUTES),
        String.format(Locale.ROOT, "%.1f", system.getSystemLoadAverage()));
  }

  /** One line, of a run from this until {@code end}. */
  String describe(MachineFacts end) {
    Runtime runtime = Runtime.getRuntime();
    return String.format(
        Locale.ROOT,
        "%s; %d cores; %s %s; %s; JDK %s, heap up to %d MiB; from %s (load %s) to %s (load %s).%n",
        processor(),
        runtime.availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        fileSystem(),
        System.getProperty("java.version"),
        runtime.maxMemory() >> 20,
        time,
        load,
        end.time,
        end.load);
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(() -> System.getProperty("os.arch"));
    } catch (IOException unknown) {
      return System.getProperty("os.arch");
    }
  }

  private static String fileSystem() {
    try (TemporaryDirectory directory = TemporaryDirectory.create()) {
      return Files.getFileStore(directory.path()).type();
    } catch (IOException unknown) {
      return "an unknown file system";
    }
  }
}
