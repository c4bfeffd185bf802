package io.travertine.torture;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Kills at the time it is told. Thread-safe. */
final class Reaper implements AutoCloseable {

  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
  private final AtomicLong usualStartMicros = new AtomicLong(TimeUnit.SECONDS.toMicros(2));

  /** How long victims take from their start to their first commit. */
  long usualStartMicros() {
    return usualStartMicros.get();
  }

  /** One took so long. */
  void started(long micros) {
    usualStartMicros.accumulateAndGet(micros, (usual, one) -> (3 * usual + one) / 4);
  }

  /** Kills so long from now; does not wait for it. */
  void killAfter(Victim victim, long micros) {
    later.schedule(victim::kill, micros, TimeUnit.MICROSECONDS);
  }

  /** Kills so long from now, as exactly as can be, and then returns. */
  static void killAt(Victim victim, long micros) {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    victim.kill();
  }

  @Override
  public void close() {
    later.shutdownNow();
  }
}
