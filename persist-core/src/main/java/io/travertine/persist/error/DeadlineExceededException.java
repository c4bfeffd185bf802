package io.travertine.persist.error;

/** The deadline passed before the operation was done. A write may or may not have happened. */
public final class DeadlineExceededException extends PersistException {

  private static final long serialVersionUID = 1L;

  public DeadlineExceededException(String message) {
    super(message);
  }

  public DeadlineExceededException(String message, Throwable cause) {
    super(message, cause);
  }
}
