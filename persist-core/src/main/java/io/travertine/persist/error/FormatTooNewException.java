package io.travertine.persist.error;

/** The data was written by a newer release: upgrade this program. */
public final class FormatTooNewException extends PersistException {

  private static final long serialVersionUID = 1L;

  public FormatTooNewException(String message) {
    super(message);
  }

  public FormatTooNewException(String message, Throwable cause) {
    super(message, cause);
  }
}
