package io.travertine.persist.error;

import io.travertine.persist.time.Clock;
import java.util.concurrent.locks.Lock;

/**
 * The calling thread was interrupted while it waited. A write may or may not have happened. The
 * thread's interrupt flag is still set.
 */
public final class CancelledException extends PersistException {

  private static final long serialVersionUID = 1L;

  public CancelledException(String message) {
    super(message);
  }

  public CancelledException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Goes no further when the calling thread is interrupted: nothing of what was about to be done
   * has happened.
   *
   * @param doing what is about to be done, such as {@code "get"}
   * @param object what to, such as its key
   */
  public static void throwIfInterrupted(String doing, String object) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException("interrupted before " + doing + " of " + object);
    }
  }

  /**
   * Takes a lock that may be held while the outside world is called, however long that takes.
   *
   * @param doing what has to wait for it
   * @throws CancelledException if the thread is interrupted; it does not hold the lock then
   */
  public static void lockInterruptibly(Clock clock, Lock lock, String doing) {
    try {
      while (!clock.tryLock(lock, Long.MAX_VALUE)) {
        // that long a wait never ends by itself
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted before " + doing, e);
    }
  }
}
