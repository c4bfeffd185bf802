package io.travertine.persist.error;

/**
 * The operation may or may not have taken effect: find out before trying again, unless it is
 * idempotent.
 */
public final class IndeterminateException extends LocationException {

  private static final long serialVersionUID = 1L;

  public IndeterminateException(String message) {
    super(message);
  }

  public IndeterminateException(String message, Throwable cause) {
    super(message, cause);
  }
}
