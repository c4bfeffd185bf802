package io.travertine.persist.inspect;

import io.travertine.persist.BackgroundThreads;
import io.travertine.persist.time.Clock;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Background threads between whose tasks a test can do something: nothing is half done then. */
final class GatedThreads implements BackgroundThreads {

  private final BackgroundThreads threads;
  private final ReadWriteLock gate;

  /**
   * @param gate whoever has its write lock is alone
   */
  GatedThreads(BackgroundThreads threads, ReentrantReadWriteLock gate) {
    this.threads = threads;
    this.gate = gate;
  }

  @Override
  public ScheduledExecutorService heartbeats() {
    return threads.heartbeats();
  }

  @Override
  public ExecutorService transfers() {
    return threads.transfers();
  }

  @Override
  public ExecutorService metadata() {
    return gated(threads.metadata());
  }

  @Override
  public ExecutorService compactions() {
    return gated(threads.compactions());
  }

  @Override
  public void close(Clock clock) {
    threads.close(clock);
  }

  private ExecutorService gated(ExecutorService executor) {
    return new AbstractExecutorService() {
      @Override
      public void execute(Runnable task) {
        executor.execute(
            () -> {
              gate.readLock().lock();
              try {
                task.run();
              } finally {
                gate.readLock().unlock();
              }
            });
      }

      @Override
      public void shutdown() {
        executor.shutdown();
      }

      @Override
      public List<Runnable> shutdownNow() {
        return executor.shutdownNow();
      }

      @Override
      public boolean isShutdown() {
        return executor.isShutdown();
      }

      @Override
      public boolean isTerminated() {
        return executor.isTerminated();
      }

      @Override
      public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return executor.awaitTermination(timeout, unit);
      }
    };
  }
}
