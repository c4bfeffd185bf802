package io.travertine.persist.simulation;

import io.travertine.persist.BackgroundThreads;
import io.travertine.persist.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** The background work of one simulated process, each task a fiber that starts when it may. */
final class SimulatedThreads implements BackgroundThreads {

  private static final long MILLIS = 1_000_000;
  private static final long GRACE_NANOS = 10_000 * MILLIS;

  private final Turns turns;
  private final SimulatedExecutor heartbeats;
  private final SimulatedExecutor transfers;
  private final SimulatedExecutor metadata;
  private final SimulatedExecutor compactions;

  /**
   * @param queued tasks waiting at most for metadata and compactions
   */
  SimulatedThreads(Turns turns, Home home, Dice dice, int queued) {
    this.turns = turns;
    this.heartbeats = new SimulatedExecutor(turns, home, dice, 2, Integer.MAX_VALUE, 10 * MILLIS);
    this.transfers = new SimulatedExecutor(turns, home, dice, 4, Integer.MAX_VALUE, 2 * MILLIS);
    this.metadata = new SimulatedExecutor(turns, home, dice, 1, queued, 500 * MILLIS);
    this.compactions = new SimulatedExecutor(turns, home, dice, 2, queued, 1_000 * MILLIS);
  }

  @Override
  public ScheduledExecutorService heartbeats() {
    return heartbeats;
  }

  @Override
  public ExecutorService transfers() {
    return transfers;
  }

  @Override
  public ExecutorService metadata() {
    return metadata;
  }

  @Override
  public ExecutorService compactions() {
    return compactions;
  }

  /** Whether all tasks handed in have been done. */
  boolean areIdle() {
    return transfers.isIdle() && metadata.isIdle() && compactions.isIdle();
  }

  @Override
  public void close(Clock clock) {
    metadata.shutdown();
    compactions.shutdown();
    long start = turns.nowNanos();
    while (!metadata.isIdle() || !compactions.isIdle()) {
      if (turns.nowNanos() - start > GRACE_NANOS) {
        break;
      }
      turns.pause(50 * MILLIS);
    }
    for (SimulatedExecutor each : List.of(heartbeats, transfers)) {
      each.shutdownNow();
    }
  }
}
