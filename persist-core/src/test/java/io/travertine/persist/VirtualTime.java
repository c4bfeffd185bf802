package io.travertine.persist;

import io.travertine.persist.time.Clock;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A clock that moves only while somebody waits, and runs the background work that is due meanwhile
 * on the thread that waits. For one thread.
 */
public final class VirtualTime implements Clock, BackgroundThreads {

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final PriorityQueue<Task> scheduled =
      new PriorityQueue<>(Comparator.comparingLong((Task task) -> task.dueNanos));
  private final Deque<Runnable> submitted = new ArrayDeque<>();
  private final Executor executor = new Executor();
  private long nowNanos;

  @Override
  public long epochMicros() {
    return 1_800_000_000_000_000L + nowNanos / 1_000;
  }

  @Override
  public long monotonicNanos() {
    return nowNanos;
  }

  @Override
  public void sleep(long nanos) {
    pass(nanos);
  }

  /** Lets time pass, and does what is due. */
  public void pass(long nanos) {
    long until = nowNanos + nanos;
    while (true) {
      while (!submitted.isEmpty()) {
        submitted.remove().run();
      }
      Task next = scheduled.peek();
      if (next == null || next.dueNanos > until) {
        nowNanos = until;
        return;
      }
      scheduled.remove();
      nowNanos = Math.max(nowNanos, next.dueNanos);
      next.run();
    }
  }

  @Override
  public long await(Lock lock, Condition condition, long nanos) {
    long nap = Math.min(nanos, STEP_NANOS);
    lock.unlock();
    try {
      pass(nap);
    } finally {
      lock.lock();
    }
    return nanos - nap;
  }

  @Override
  public ScheduledExecutorService heartbeats() {
    return executor;
  }

  @Override
  public ExecutorService transfers() {
    return executor;
  }

  @Override
  public ExecutorService metadata() {
    return executor;
  }

  @Override
  public ExecutorService compactions() {
    return executor;
  }

  @Override
  public void close(Clock clock) {
    scheduled.clear();
    submitted.clear();
  }

  private final class Task extends FutureTask<Boolean> implements ScheduledFuture<Boolean> {

    private final long dueNanos;

    Task(Runnable work, long dueNanos) {
      super(work, true);
      this.dueNanos = dueNanos;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - nowNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  private final class Executor extends AbstractExecutorService implements ScheduledExecutorService {

    @Override
    public void execute(Runnable task) {
      submitted.add(task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
      Task task = new Task(work, nowNanos + unit.toNanos(delay));
      scheduled.add(task);
      return task;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        Runnable work, long initialDelay, long period, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable work, long initialDelay, long delay, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
      // Ends with the test.
    }

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
