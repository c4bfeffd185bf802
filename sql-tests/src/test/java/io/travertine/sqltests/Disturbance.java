package io.travertine.sqltests;

import io.travertine.sqltests.history.Transaction.Fate;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts threads while they commit, and tells from how a commit fails what became of it.
 * Thread-safe.
 */
final class Disturbance implements AutoCloseable {

  private static final int MICROS_MOST = 4_000;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "disturbance");
            thread.setDaemon(true);
            return thread;
          });
  private final int oneIn;

  /** A commit. */
  interface Work {
    void run() throws SQLException;
  }

  /**
   * @param oneIn so many commits is interrupted, if it takes long enough; 0 for none
   */
  Disturbance(int oneIn) {
    this.oneIn = oneIn;
  }

  /** One thread at a time, until it is disarmed. */
  private static final class Aim {
    private final Thread thread;
    private boolean armed = true;

    Aim(Thread thread) {
      this.thread = thread;
    }

    synchronized void fire() {
      if (armed) {
        thread.interrupt();
      }
    }

    synchronized void disarm() {
      armed = false;
      Thread.interrupted();
    }
  }

  /** Runs a commit, perhaps interrupted, and tells what the caller knows of it afterwards. */
  Fate fateOf(Random random, Work commit) {
    Aim aim = new Aim(Thread.currentThread());
    if (oneIn > 0 && random.nextInt(oneIn) == 0) {
      timer.schedule(aim::fire, random.nextInt(MICROS_MOST), TimeUnit.MICROSECONDS);
    }
    try {
      commit.run();
      return Fate.COMMITTED;
    } catch (SQLException e) {
      requireNotABug(e);
      return isDoubtful(e) ? Fate.UNKNOWN : Fate.REFUSED;
    } finally {
      aim.disarm();
    }
  }

  /** Cancelled, or the storage failed. */
  private static boolean isDoubtful(SQLException failure) {
    String state = failure.getSQLState();
    return state.startsWith("08") || state.startsWith("57") || state.startsWith("58");
  }

  /** Whatever is done to the database from outside, nothing of this may come of it. */
  static void requireNotABug(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    if (!isDoubtful(failure) && !state.equals("40001") && !state.equals("23505")) {
      throw new AssertionError("unexpected " + state + ": " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
