package io.travertine.jdbc.remote;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.avatica.Meta.ConnectionHandle;

/**
 * Tells servers that idle connections still live, well within the lease a session has there. A
 * connection that nobody refers to any more, or whose process is gone, falls silent.
 */
final class Heartbeat {

  private static final Duration EVERY = Duration.ofMinutes(3);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final ScheduledThreadPoolExecutor CLOCKWORK = clockwork();
  private static final Map<RemoteDoorway, Future<?>> BEATS = new WeakHashMap<>();

  private Heartbeat() {}

  private static ScheduledThreadPoolExecutor clockwork() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "travertine-heartbeat");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  static void keepAlive(RemoteDoorway doorway, ConnectionHandle connection) {
    WeakReference<RemoteDoorway> weak = new WeakReference<>(doorway);
    Future<?> beat =
        CLOCKWORK.scheduleWithFixedDelay(
            () -> beat(weak, connection),
            EVERY.toMillis(),
            EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
    synchronized (BEATS) {
      BEATS.put(doorway, beat);
    }
  }

  static void stop(RemoteDoorway doorway) {
    synchronized (BEATS) {
      Future<?> beat = BEATS.remove(doorway);
      if (beat != null) {
        beat.cancel(false);
      }
    }
  }

  private static void beat(WeakReference<RemoteDoorway> weak, ConnectionHandle connection) {
    RemoteDoorway doorway = weak.get();
    if (doorway == null) {
      throw new java.util.concurrent.CancellationException("the connection was let go of");
    }
    if (doorway.idle().compareTo(EVERY) < 0) {
      return;
    }
    try {
      doorway.beat(connection, PATIENCE);
    } catch (RuntimeException ignored) {
      // The next statement will meet the trouble and report it.
    }
  }
}
