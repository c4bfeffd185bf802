package io.travertine.persist.simulation;

import io.travertine.persist.error.CancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Simulations of many seeds, several at once; they share nothing. */
public final class Campaign {

  private Campaign() {}

  /**
   * Runs the simulation of {@code count} seeds from {@code first} on. The core logs what a
   * simulation does to it: turn the loggers of {@code io.travertine.persist} off before.
   *
   * @param atOnce how many to run at the same time
   * @param listener is told each report, in the order they come in, by the calling thread
   * @return the reports of those that failed, by seed
   * @throws CancelledException if the thread is interrupted
   */
  public static List<SimulationReport> run(
      long first, int count, int atOnce, Consumer<SimulationReport> listener) {
    return run(Simulation::run, first, count, atOnce, listener);
  }

  /** The same with another simulation, given by seed. */
  public static List<SimulationReport> run(
      LongFunction<SimulationReport> simulation,
      long first,
      int count,
      int atOnce,
      Consumer<SimulationReport> listener) {
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    try {
      CompletionService<SimulationReport> runs = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < count; i++) {
        long seed = first + i;
        runs.submit(() -> simulation.apply(seed));
      }
      List<SimulationReport> failed = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        SimulationReport report = runs.take().get();
        listener.accept(report);
        if (!report.passed()) {
          failed.add(report);
        }
      }
      failed.sort((a, b) -> Long.compare(a.seed(), b.seed()));
      return List.copyOf(failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while simulating", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a simulation broke down", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
