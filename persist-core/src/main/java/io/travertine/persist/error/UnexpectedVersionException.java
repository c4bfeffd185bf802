package io.travertine.persist.error;

/**
 * The data was last written by another release than whoever wants to work on it by hand expects:
 * use that release's tool, or say that it is meant.
 */
public final class UnexpectedVersionException extends PersistException {

  private static final long serialVersionUID = 1L;

  public UnexpectedVersionException(String message) {
    super(message);
  }
}
