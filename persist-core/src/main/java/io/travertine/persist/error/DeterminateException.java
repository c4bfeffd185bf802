package io.travertine.persist.error;

/** The operation surely had no effect: it is always safe to try again. */
public final class DeterminateException extends LocationException {

  private static final long serialVersionUID = 1L;

  public DeterminateException(String message) {
    super(message);
  }

  public DeterminateException(String message, Throwable cause) {
    super(message, cause);
  }
}
