package io.travertine.persist.error;

/**
 * Stored bytes are not what was written: a checksum, a format or an invariant does not hold. The
 * message names the object.
 */
public final class CorruptException extends PersistException {

  private static final long serialVersionUID = 1L;

  public CorruptException(String message) {
    super(message);
  }

  public CorruptException(String message, Throwable cause) {
    super(message, cause);
  }
}
