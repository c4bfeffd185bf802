package io.travertine.persist;

import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that one process has for one location, all daemons and named {@code persist-…}.
 * Heartbeats have their own, so that nothing starves them.
 */
final class LocationThreads implements BackgroundThreads {

  private static final Logger LOG = LoggerFactory.getLogger(LocationThreads.class);
  private static final int HEARTBEAT_THREADS = 2;
  private static final int COMPACTION_THREADS = 2;
  private static final long IDLE_SECONDS = 30;
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration TRANSFER_GRACE = Duration.ofSeconds(1);

  private final ScheduledThreadPoolExecutor heartbeats;
  private final ThreadPoolExecutor transfers;
  private final ThreadPoolExecutor metadata;
  private final ThreadPoolExecutor compactions;

  LocationThreads(PersistConfig config) {
    int queued = config.upkeep().queuedTasks();
    this.heartbeats =
        new ScheduledThreadPoolExecutor(HEARTBEAT_THREADS, new NamedThreads("heartbeat"));
    heartbeats.setRemoveOnCancelPolicy(true);
    int transferThreads = config.reads().transferThreads();
    this.transfers =
        (ThreadPoolExecutor)
            Executors.newFixedThreadPool(transferThreads, new NamedThreads("transfer"));
    transfers.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    transfers.allowCoreThreadTimeOut(true);
    this.metadata = refusing(1, queued, "metadata");
    this.compactions = refusing(COMPACTION_THREADS, queued, "compaction");
  }

  /** Threads that refuse work beyond {@code queued} waiting tasks. */
  private static ThreadPoolExecutor refusing(int threads, int queued, String role) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queued),
            new NamedThreads(role));
    pool.allowCoreThreadTimeOut(true);
    return pool;
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

  @Override
  public void close(Clock clock) {
    compactions.shutdown();
    metadata.shutdown();
    try {
      Deadline grace = Deadline.after(GRACE, clock);
      boolean done = await(compactions, grace) && await(metadata, grace);
      if (!done) {
        interruptUpkeep();
        Deadline rest = Deadline.after(GRACE, clock);
        if (!await(compactions, rest) || !await(metadata, rest)) {
          LOG.warn("background work does not end");
        }
      }
    } catch (InterruptedException e) {
      interruptUpkeep();
      Thread.currentThread().interrupt();
    }
    heartbeats.shutdownNow();
    closeTransfers(clock);
  }

  /** What was written in vain is deleted first, if that does not take long. */
  private void closeTransfers(Clock clock) {
    transfers.shutdown();
    try {
      await(transfers, Deadline.after(TRANSFER_GRACE, clock));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    transfers.shutdownNow();
  }

  private static boolean await(ExecutorService pool, Deadline deadline)
      throws InterruptedException {
    return pool.awaitTermination(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
  }

  private void interruptUpkeep() {
    compactions.shutdownNow();
    metadata.shutdownNow();
  }
}
