package io.travertine.persist.simulation;

import io.travertine.persist.error.CancelledException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Runs tasks as fibers, each after a delay of the dice's. Who waits for a task may run it in its
 * place, and hands the turn over otherwise. Used in turns.
 */
final class SimulatedExecutor extends AbstractExecutorService implements ScheduledExecutorService {

  private static final long WAKING_NANOS = 3_000_000;

  /** Of those who will never be told, because their process died. */
  private static final long PATIENCE_NANOS = 1_000_000_000;

  private final Turns turns;
  private final Home home;
  private final Dice dice;
  private final int atOnce;
  private final int queuedMax;
  private final long delayNanosMax;
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private int active;
  private boolean shut;

  /**
   * @param atOnce tasks running at most
   * @param queuedMax tasks waiting at most; more are refused
   */
  SimulatedExecutor(
      Turns turns, Home home, Dice dice, int atOnce, int queuedMax, long delayNanosMax) {
    this.turns = turns;
    this.home = home;
    this.dice = dice;
    this.atOnce = atOnce;
    this.queuedMax = queuedMax;
    this.delayNanosMax = delayNanosMax;
  }

  boolean isIdle() {
    return active == 0 && queue.isEmpty();
  }

  @Override
  public void execute(Runnable task) {
    if (home.isDead() || !turns.mayAct()) {
      return;
    }
    if (shut) {
      throw new RejectedExecutionException(home.name() + " takes no more tasks");
    }
    if (active < atOnce) {
      begin(task);
    } else if (queue.size() < queuedMax) {
      queue.add(task);
    } else {
      throw new RejectedExecutionException(home.name() + " has too many tasks");
    }
  }

  private void begin(Runnable task) {
    active++;
    turns.start(home, delay(), () -> runInTurn(task));
  }

  private void runInTurn(Runnable task) {
    try {
      task.run();
    } finally {
      active--;
      Runnable next = queue.poll();
      if (next != null) {
        begin(next);
      }
    }
  }

  private long delay() {
    return dice.oneIn(10) ? dice.between(0, 20 * delayNanosMax) : dice.between(0, delayNanosMax);
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Runnable task, T value) {
    return new Task<>(
        () -> {
          task.run();
          return value;
        });
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
    return new Task<>(task);
  }

  private final class Task<T> extends FutureTask<T> {

    private final List<LongConsumer> alarms = new ArrayList<>();

    Task(Callable<T> work) {
      super(work);
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
      if (dice.oneIn(2)) {
        run();
      }
      while (!isDone()) {
        if (home.isDead()) {
          throw new CancelledException(home.name() + " is dead");
        }
        alarms.add(turns.alarm());
        turns.pause(PATIENCE_NANOS);
      }
      return super.get();
    }

    @Override
    protected void done() {
      alarms.forEach(alarm -> alarm.accept(dice.between(1, WAKING_NANOS)));
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    Scheduled scheduled = new Scheduled(task, turns.nowNanos() + unit.toNanos(delay));
    if (!shut && !home.isDead()) {
      turns.start(home, unit.toNanos(delay) + dice.between(0, delayNanosMax), scheduled);
    }
    return scheduled;
  }

  private final class Scheduled extends FutureTask<Boolean> implements ScheduledFuture<Boolean> {

    private final long dueNanos;

    Scheduled(Runnable task, long dueNanos) {
      super(task, true);
      this.dueNanos = dueNanos;
    }

    @Override
    public void run() {
      if (!shut) {
        super.run();
      }
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - turns.nowNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  @Override
  public void shutdown() {
    shut = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shut = true;
    List<Runnable> never = List.copyOf(queue);
    queue.clear();
    return never;
  }

  @Override
  public boolean isShutdown() {
    return shut || home.isDead();
  }

  @Override
  public boolean isTerminated() {
    return isShutdown() && isIdle();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException("a simulation does not wait");
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("the storage core schedules nothing with a result");
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException("the storage core schedules nothing at a rate");
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("the storage core schedules nothing repeatedly");
  }
}
