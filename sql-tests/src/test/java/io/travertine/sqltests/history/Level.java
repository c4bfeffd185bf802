package io.travertine.sqltests.history;

import java.sql.Connection;

/** What a database promises of the transactions of a history. Both in agreement with real time. */
public enum Level {
  /** They could have been done one after the other: strict serializability. */
  SERIALIZABLE(Connection.TRANSACTION_SERIALIZABLE),

  /**
   * Each could have read at one instant and written at another, with nobody else writing the same
   * in between: strong snapshot isolation.
   */
  REPEATABLE_READ(Connection.TRANSACTION_REPEATABLE_READ);

  private final int jdbc;

  Level(int jdbc) {
    this.jdbc = jdbc;
  }

  /** As {@link Connection#setTransactionIsolation} calls it. */
  public int jdbc() {
    return jdbc;
  }
}
