package io.travertine.persist.error;

/** What was opened is not one of our databases, and was left alone: name another place. */
public final class NotADatabaseException extends PersistException {

  private static final long serialVersionUID = 1L;

  public NotADatabaseException(String message) {
    super(message);
  }

  public NotADatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
