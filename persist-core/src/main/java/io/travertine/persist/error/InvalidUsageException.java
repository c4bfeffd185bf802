package io.travertine.persist.error;

/** The caller broke a rule of the porch: a bug to fix there. Nothing was written. */
public final class InvalidUsageException extends PersistException {

  private static final long serialVersionUID = 1L;

  private final transient InvalidUsage usage;

  public InvalidUsageException(InvalidUsage usage) {
    super(usage.message());
    this.usage = usage;
  }

  /** Which rule, with its fields. */
  public InvalidUsage usage() {
    return usage;
  }
}
