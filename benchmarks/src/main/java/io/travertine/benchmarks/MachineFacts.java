package io.travertine.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
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
 * @param fileSystem what is written to
 */
record MachineFacts(Instant time, double load, String fileSystem) {

  static MachineFacts now(Path directory) throws IOException {
    return new MachineFacts(
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Files.getFileStore(directory).type());
  }

  /** One line, of a run from this until {@code end}. */
  String describe(MachineFacts end) {
    return String.format(
        Locale.ROOT,
        "%s; %d cores; %s %s; %s; JDK %s; from %s (load %.1f) to %s (load %.1f).",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        fileSystem,
        System.getProperty("java.version"),
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
}
