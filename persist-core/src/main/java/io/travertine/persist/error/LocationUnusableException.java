package io.travertine.persist.error;

/**
 * Blob or Consensus cannot be used until somebody does something about it, such as free some space.
 * A write may or may not have happened.
 */
public final class LocationUnusableException extends PersistException {

  private static final long serialVersionUID = 1L;

  public LocationUnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
