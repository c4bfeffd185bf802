package io.travertine.persist.error;

/**
 * A part that was to be skipped by its statistics has a row that is wanted: reads of this shard may
 * have missed rows. The message is the evidence.
 */
public final class PushdownAuditException extends PersistException {

  private static final long serialVersionUID = 1L;

  public PushdownAuditException(String message) {
    super(message);
  }
}
