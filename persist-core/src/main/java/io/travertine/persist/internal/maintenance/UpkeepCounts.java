package io.travertine.persist.internal.maintenance;

import java.util.concurrent.atomic.LongAdder;

/** What became of the upkeep that commits asked for, since the process began. Thread-safe. */
public final class UpkeepCounts {

  private final LongAdder started = new LongAdder();
  private final LongAdder applied = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder timedOut = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  /** Compactions begun. */
  public long started() {
    return started.sum();
  }

  /** Compactions whose output took the place of its inputs. */
  public long applied() {
    return applied.sum();
  }

  /** Compactions that ended in an error, those that took too long included. */
  public long failed() {
    return failed.sum();
  }

  /** Compactions that took too long. */
  public long timedOut() {
    return timedOut.sum();
  }

  /** Compactions that nobody began, because there was too much to do. */
  public long dropped() {
    return dropped.sum();
  }

  void noteStarted() {
    started.increment();
  }

  void noteApplied() {
    applied.increment();
  }

  void noteFailed() {
    failed.increment();
  }

  void noteTimedOut() {
    timedOut.increment();
  }

  void noteDropped() {
    dropped.increment();
  }
}
