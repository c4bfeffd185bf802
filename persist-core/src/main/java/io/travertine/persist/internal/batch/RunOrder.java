package io.travertine.persist.internal.batch;

/** What may be assumed of the order of a run's updates. */
public enum RunOrder {
  /** Nothing. */
  UNORDERED,
  /** Sorted by key, value and time as one sequence over all its parts, and consolidated. */
  SORTED
}
