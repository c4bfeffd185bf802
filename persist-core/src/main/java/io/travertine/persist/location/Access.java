package io.travertine.persist.location;

/** What one may do with an opened location. */
public enum Access {
  /** Everything; what is missing is created. */
  READ_WRITE,
  /** Nothing is created, changed or deleted. */
  READ_ONLY
}
