package io.travertine.persist.admin;

/** Whether upkeep is meant seriously. */
public enum Mode {
  /** Nothing is written: what would be is computed, kept in memory and counted. */
  REHEARSAL,
  /** It is done. */
  COMMIT
}
