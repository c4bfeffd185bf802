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

  /** For people: the seed, and if it failed why and after what. */
  public String describe() {
    StringBuilder told = new StringBuilder();
    told.append("seed ").append(seed);
    if (failure.isEmpty()) {
      return told.append(": ").append(steps).append(" steps, passed").toString();
    }
    told.append(" failed: ").append(failure.get()).append('\n');
    for (StackTraceElement at : failure.get().getStackTrace()) {
      told.append("    at ").append(at).append('\n');
    }
    Throwable cause = failure.get().getCause();
    while (cause != null) {
      told.append("  because of ").append(cause).append('\n');
      for (StackTraceElement at : cause.getStackTrace()) {
        told.append("    at ").append(at).append('\n');
      }
      cause = cause.getCause();
    }
    told.append("the last steps:\n");
    lastSteps.forEach(line -> told.append("  ").append(line).append('\n'));
    told.append("replay with -Dtravertine.sim.seed=").append(seed);
    return told.toString();
  }
}
