package io.travertine.persist.error;

/** The location was opened for reading only: open it for writing to change it. */
public final class ReadOnlyException extends PersistException {

  private static final long serialVersionUID = 1L;

  public ReadOnlyException(String message) {
    super(message);
  }
}
