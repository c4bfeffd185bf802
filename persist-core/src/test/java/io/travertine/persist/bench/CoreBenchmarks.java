package io.travertine.persist.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs all benchmarks in a few rounds, each benchmark in a JVM of its own, and prints tables. A
 * busy minute then spoils one round of everything instead of everything of one benchmark, and what
 * is compared was measured in the same minutes.
 *
 * <p>Arguments: how many rounds, 3 by default; then a regular expression of what to run, all by
 * default; {@code Turns} is {@link TurnsBenchmark}. {@code -Dtravertine.bench.directory} says on
 * which disk.
 */
public final class CoreBenchmarks {

  private static final int ROUNDS = 3;

  private CoreBenchmarks() {}

  /** See the class. */
  public static void main(String[] arguments) throws RunnerException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
    String wanted = arguments.length > 1 ? arguments[1] : ".*";
    Measurements measurements = new Measurements();
    MachineFacts before = MachineFacts.now();
    for (int round = 1; round <= rounds; round++) {
      System.err.printf(
          Locale.ROOT, "round %d of %d, load %s%n", round, rounds, MachineFacts.now().load());
      try (TemporaryDirectory directory = TemporaryDirectory.create()) {
        for (RunResult result : new Runner(options(wanted, directory)).run()) {
          measurements.add(result);
        }
      }
    }
    if ("Turns".matches(wanted)) {
      TurnsBenchmark.run(out);
    }
    out.println(before.describe(MachineFacts.now()));
    new BenchReport(measurements).print(out);
  }

  private static Options options(String wanted, TemporaryDirectory directory) {
    return new OptionsBuilder()
        .include(CoreBenchmarks.class.getPackageName() + ".*" + wanted)
        .forks(1)
        .jvmArgsAppend("-D" + TemporaryDirectory.PROPERTY + "=" + directory.path())
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .build();
  }
}
