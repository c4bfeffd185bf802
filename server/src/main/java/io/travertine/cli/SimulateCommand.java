package io.travertine.cli;

import io.travertine.persist.simulation.Campaign;
import io.travertine.persist.simulation.Simulation;
import io.travertine.persist.simulation.SimulationReport;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code travertine simulate}: runs the storage core in simulated processes under simulated
 * trouble, seed after seed, or one seed with everything that happens in it.
 */
final class SimulateCommand {

  static final List<String> OPTIONS = List.of("--seeds", "--first", "--threads", "--seed");

  private static final int SEEDS = 200;
  private static final int TOLD_IN_FULL = 3;
  private static final int MOST = Integer.MAX_VALUE;

  /** Held, so that its level stays: the core tells of all the trouble it is put to. */
  private static final Logger CORE = Logger.getLogger("io.travertine.persist");

  private final PrintStream out;
  private final LongFunction<SimulationReport> simulation;

  SimulateCommand(PrintStream out) {
    this(out, Simulation::run);
  }

  /**
   * @param simulation what to run instead of the real one, by seed
   */
  SimulateCommand(PrintStream out, LongFunction<SimulationReport> simulation) {
    this.out = out;
    this.simulation = simulation;
  }

  int run(Arguments arguments) {
    if (arguments.atMostOne().isPresent()) {
      throw new MisuseException("simulate needs no database: it makes its own");
    }
    Level usual = CORE.getLevel();
    CORE.setLevel(Level.OFF);
    try {
      Optional<String> seed = arguments.last("--seed");
      return seed.isPresent() ? replay(seed.get()) : campaign(arguments);
    } finally {
      CORE.setLevel(usual);
    }
  }

  /** One seed, step by step. */
  private int replay(String text) {
    long seed;
    try {
      seed = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new MisuseException("'" + text + "' is no seed: a whole number is");
    }
    SimulationReport report = Simulation.runInFull(seed);
    report.lastSteps().forEach(out::println);
    out.println();
    out.println(report.outcome());
    out.printf(
        Locale.ROOT,
        "%,d steps, %,d commits, trace %016x%n",
        report.steps(),
        report.commits(),
        report.traceHash());
    return report.passed() ? Travertine.OK : Travertine.FAILED;
  }

  private int campaign(Arguments arguments) {
    int seeds = arguments.number("--seeds", SEEDS, 1, MOST);
    int first = arguments.number("--first", 0, 0, MOST - seeds);
    int processors = Runtime.getRuntime().availableProcessors();
    int threads = arguments.number("--threads", processors, 1, 1_024);
    Progress progress = new Progress(out, "simulating " + seeds + " seeds", seeds);
    Tally tally = new Tally();
    List<SimulationReport> failed =
        Campaign.run(
            simulation,
            first,
            seeds,
            threads,
            report -> {
              tally.add(report);
              if (!report.passed()) {
                tell(report, tally.failures);
              }
              progress.at(tally.seeds);
            });
    progress.done();
    out.printf(
        Locale.ROOT,
        "%,d seeds from %d: %,d commits in %,d steps; %s%n",
        tally.seeds,
        first,
        tally.commits,
        tally.steps,
        failed.isEmpty() ? "all passed" : failed.size() + " failed");
    replays(failed).forEach(out::println);
    return failed.isEmpty() ? Travertine.OK : Travertine.FAILED;
  }

  private void tell(SimulationReport report, int failures) {
    if (failures <= TOLD_IN_FULL) {
      out.println();
      out.println(report.describe());
    }
  }

  private static List<String> replays(List<SimulationReport> failed) {
    List<String> replays = new ArrayList<>();
    for (SimulationReport report : failed) {
      String why = report.failure().map(Throwable::toString).orElse("");
      replays.add(
          "seed "
              + report.seed()
              + ": "
              + why.lines().findFirst().orElse("")
              + "\n  replay it: "
              + report.replay());
    }
    return replays;
  }

  /** Sums over the seeds that are done. */
  private static final class Tally {
    private int seeds;
    private int failures;
    private long commits;
    private long steps;

    void add(SimulationReport report) {
      seeds++;
      failures += report.passed() ? 0 : 1;
      commits += report.commits();
      steps += report.steps();
    }
  }
}
