package io.travertine.persist.error;

/**
 * An invariant of the shard does not hold in this process: every handle of it refuses to go on. The
 * message is the evidence.
 */
public final class PoisonedException extends PersistException {

  private static final long serialVersionUID = 1L;

  public PoisonedException(String message) {
    super(message);
  }

  public PoisonedException(String message, Throwable cause) {
    super(message, cause);
  }
}
