package io.travertine.persist.simulation;

import java.util.List;
import java.util.Optional;

/**
 * What came of one simulation.
 *
 * @param traceHash the same for two runs of one seed
 * @param steps how many steps were traced
 * @param commits how many versions were committed
 * @param failure what the storage core did wrong, if anything
 * @param lastSteps the last steps, oldest first
 */
public record SimulationReport(
    long seed,
    long traceHash,
    long steps,
    long commits,
    Optional<Throwable> failure,
    List<String> lastSteps) {

  public SimulationReport {
    lastSteps = List.copyOf(lastSteps);
  }

  public boolean passed() {
    return failure.isEmpty();
  }

  /** For people: the seed, and if it failed why, after what, and how to see it again. */
  public String describe() {
    if (passed()) {
      return outcome();
    }
    StringBuilder told = new StringBuilder(outcome()).append("the last steps:\n");
    lastSteps.forEach(line -> told.append("  ").append(line).append('\n'));
    return told.append("replay it: ").append(replay()).toString();
  }

  /** For people: the seed, and if it failed why. */
  public String outcome() {
    StringBuilder told = new StringBuilder("seed " + seed);
    if (failure.isEmpty()) {
      return told.append(": ").append(steps).append(" steps, passed").toString();
    }
    told.append(" failed: ");
    Throwable cause = failure.get();
    while (cause != null) {
      told.append(cause).append('\n');
      for (StackTraceElement at : cause.getStackTrace()) {
        told.append("    at ").append(at).append('\n');
      }
      cause = cause.getCause();
      told.append(cause == null ? "" : "  because of ");
    }
    return told.toString();
  }

  /** What runs this seed again, with all its steps. */
  public String replay() {
    return "./travertine simulate --seed " + seed;
  }
}
