package io.travertine.persist.error;

/** The operation surely had no effect: it is always safe to try again. */
public final class DeterminateException extends LocationException {

  private static final long serialVersionUID = 1L;

  private final boolean lasting;

  public DeterminateException(String message) {
    super(message);
    this.lasting = false;
  }

  public DeterminateException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private DeterminateException(String message, Throwable cause, boolean lasting) {
    super(message, cause);
    this.lasting = lasting;
  }

  /** One that will most likely not pass by itself, such as a full disk. */
  public static DeterminateException lasting(String message, Throwable cause) {
    return new DeterminateException(message, cause, true);
  }

  /** Whether somebody has to do something about it. */
  public boolean isLasting() {
    return lasting;
  }
}
