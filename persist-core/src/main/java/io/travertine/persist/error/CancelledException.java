package io.travertine.persist.error;

/** The calling thread was interrupted while it waited. A write may or may not have happened. */
public final class CancelledException extends PersistException {

  private static final long serialVersionUID = 1L;

  public CancelledException(String message) {
    super(message);
  }

  public CancelledException(String message, Throwable cause) {
    super(message, cause);
  }
}
