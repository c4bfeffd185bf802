package io.travertine.persist.error;

/**
 * The reader was silent for longer than its lease, or gave it back, so others were free to remove
 * what it held: open a new one. Nothing is wrong with the shard.
 */
public final class LeaseExpiredException extends PersistException {

  private static final long serialVersionUID = 1L;

  public LeaseExpiredException(String message) {
    super(message);
  }
}
