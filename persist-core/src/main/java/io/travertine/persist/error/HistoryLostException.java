package io.travertine.persist.error;

import io.travertine.persist.time.Frontier;

/** A read as of a time that the shard can no longer tell apart: choose one at or after since. */
public final class HistoryLostException extends PersistException {

  private static final long serialVersionUID = 1L;

  private final transient Frontier asOf;
  private final transient Frontier since;

  public HistoryLostException(Frontier asOf, Frontier since) {
    super("history before " + since + " is gone: asked for " + asOf);
    this.asOf = asOf;
    this.since = since;
  }

  /** The time asked for. */
  public Frontier asOf() {
    return asOf;
  }

  /** The earliest times that can still be read. */
  public Frontier since() {
    return since;
  }
}
