package io.travertine.persist;

import io.travertine.persist.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Where a process does its background work for one location. A client makes its own unless it is
 * handed some, such as by a simulation that decides when which task runs. Thread-safe.
 */
public interface BackgroundThreads {

  /** Threads of one's own for one location, all daemons and named {@code persist-…}. */
  static BackgroundThreads start(PersistConfig config) {
    return new LocationThreads(config);
  }

  /** Keeps readers alive, and closes what nobody closed. Nothing else may starve it. */
  ScheduledExecutorService heartbeats();

  /** Uploads and fetches parts; whoever asks bounds how many. */
  ExecutorService transfers();

  /** Rollups and garbage collection; may refuse tasks, which are then found again later. */
  ExecutorService metadata();

  /** Compactions; may refuse tasks, which are then found again later. */
  ExecutorService compactions();

  /** Ends them all; background work that is nearly done may finish, the rest is found again. */
  void close(Clock clock);
}
