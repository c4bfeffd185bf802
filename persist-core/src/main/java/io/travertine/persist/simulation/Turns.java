package io.travertine.persist.simulation;

import io.travertine.persist.error.CancelledException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fibers that take turns in virtual time. Each has a thread of its own, but exactly one runs; it
 * hands the turn over where it {@linkplain #pause pauses}, which is wherever the storage core calls
 * the outside world, sleeps, or waits. So the order of everything follows from the seed alone.
 *
 * <p>All methods but {@link #run} are called by who has the turn.
 */
final class Turns {

  private static final long TURNS_MAX = 5_000_000;
  private static final Duration STUCK_AFTER = Duration.ofSeconds(120);

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "simulated");
            thread.setDaemon(true);
            return thread;
          });
  private final PriorityQueue<Turn> queue =
      new PriorityQueue<>(Comparator.comparingLong(Turn::atNanos).thenComparingLong(Turn::order));
  private final Semaphore over = new Semaphore(0);

  private long nowNanos;

  /** How many turns there were; only a busy machine's director reads it without having one. */
  private volatile long order;

  private boolean stopped;
  private volatile @Nullable Fiber running;
  private @Nullable Throwable failure;

  /** When, and after how many others, somebody has the turn. */
  private record Turn(long atNanos, long order, Fiber fiber) {}

  private final class Fiber implements Runnable {
    private final Home home;
    private final Runnable work;
    private final Semaphore go = new Semaphore(0);
    private volatile @Nullable Thread thread;

    /** The one of its turns that counts; what else of it is in the queue was replaced. */
    private @Nullable Turn next;

    private long pauses;

    Fiber(Home home, Runnable work) {
      this.home = home;
      this.work = work;
    }

    @Override
    public void run() {
      thread = Thread.currentThread();
      try {
        if (!isOver()) {
          work.run();
        }
      } catch (Throwable e) {
        // What the dead complain about is their being dead.
        if (!isOver() || e instanceof Violation) {
          fail(e);
        }
      } finally {
        Thread.interrupted();
        passOn();
      }
    }

    boolean isOver() {
      return stopped || home.isDead();
    }
  }

  /** Nanoseconds since the simulation began. */
  long nowNanos() {
    return nowNanos;
  }

  /** Has {@code work} done, starting {@code delayNanos} from now. */
  void start(Home home, long delayNanos, Runnable work) {
    if (mayAct()) {
      enqueue(delayNanos, new Fiber(home, work));
    }
  }

  private void enqueue(long delayNanos, Fiber fiber) {
    Turn turn = new Turn(nowNanos + Math.max(0, delayNanos), nextOrder(), fiber);
    fiber.next = turn;
    queue.add(turn);
  }

  private long nextOrder() {
    long next = order;
    order = next + 1;
    return next;
  }

  /**
   * Lets the others go on, and comes back {@code nanos} later.
   *
   * @throws CancelledException if the home of the caller is dead by then
   */
  void pause(long nanos) {
    Fiber me = mine();
    long wake = nanos;
    do {
      enqueue(wake, me);
      passOn();
      me.go.acquireUninterruptibly();
      me.pauses++;
      checkAlive(me);
      wake = me.home.frozenUntil() - nowNanos;
    } while (wake > 0);
  }

  /**
   * Ends the next pause of the caller that many nanoseconds after it was called, if that is sooner.
   * Called after that pause, it does nothing.
   */
  LongConsumer alarm() {
    Fiber me = mine();
    long pause = me.pauses;
    return nanos -> {
      Turn next = me.next;
      if (me.pauses == pause && next != null && next.atNanos > nowNanos + nanos) {
        enqueue(nanos, me);
      }
    };
  }

  /** Goes no further when the home of the caller is dead. */
  void checkAlive() {
    checkAlive(mine());
  }

  private static void checkAlive(Fiber fiber) {
    if (fiber.isOver()) {
      throw new CancelledException(fiber.home.name() + " is dead");
    }
  }

  private Fiber mine() {
    Fiber me = running;
    if (me == null || me.thread != Thread.currentThread()) {
      throw new CancelledException("a thread of the machine has no turn in a simulation");
    }
    return me;
  }

  /** Whether the calling thread has the turn, or nobody has one yet. */
  boolean mayAct() {
    Fiber me = running;
    return me == null || me.thread == Thread.currentThread();
  }

  /** Gives the turn to whose time comes next. */
  private void passOn() {
    Turn next = queue.poll();
    while (next != null && next.fiber.next != next) {
      next = queue.poll();
    }
    if (next == null) {
      running = null;
      over.release();
      return;
    }
    if (order > TURNS_MAX && !stopped) {
      fail(new Violation("no end after " + TURNS_MAX + " turns"));
    }
    nowNanos = Math.max(nowNanos, next.atNanos);
    Fiber fiber = next.fiber;
    running = fiber;
    if (fiber.thread == null) {
      threads.execute(fiber);
    } else {
      fiber.go.release();
    }
  }

  /** Ends the simulation for this reason, unless there is one already. */
  void fail(Throwable reason) {
    if (failure == null) {
      failure = reason;
    }
    stopped = true;
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** Runs until nobody has anything left to do; why it failed, if it did. */
  @Nullable Throwable run() {
    try {
      passOn();
      long turns = -1;
      while (!over.tryAcquire(STUCK_AFTER.toNanos(), TimeUnit.NANOSECONDS)) {
        if (order == turns) {
          return new Violation("stuck: " + where());
        }
        turns = order;
      }
      return failure;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while simulating", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private String where() {
    Fiber fiber = running;
    Thread thread = fiber == null ? null : fiber.thread;
    return fiber == null || thread == null
        ? "nobody has the turn"
        : fiber.home.name() + " at " + Arrays.toString(thread.getStackTrace());
  }
}
