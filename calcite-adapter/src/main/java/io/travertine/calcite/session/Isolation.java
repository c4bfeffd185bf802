package io.travertine.calcite.session;

/** What a transaction is spared. The weaker levels of the standard are raised to the next here. */
public enum Isolation {
  /** As if transactions ran one after the other, in an order that agrees with real time. */
  SERIALIZABLE,
  /** Snapshot isolation: one time for all reads, and two writers of one row conflict. */
  REPEATABLE_READ
}
