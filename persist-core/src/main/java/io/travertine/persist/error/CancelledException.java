package io.travertine.persist.error;

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
}
