package io.travertine.jdbc;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Wakes up when a query timeout has passed, or a connection should say that it lives. */
final class Deadlines {

  private static final ScheduledThreadPoolExecutor CLOCKWORK = clockwork();

  private Deadlines() {}

  private static ScheduledThreadPoolExecutor clockwork() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "travertine-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  /** Runs {@code work} once after {@code seconds}, unless cancelled before. */
  static Future<?> after(int seconds, Runnable work) {
    return CLOCKWORK.schedule(work, seconds, TimeUnit.SECONDS);
  }
}
