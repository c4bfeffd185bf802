package io.travertine.persist.simulation;

/** What the storage core must never do, and did. */
final class Violation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }

  Violation(String message, Throwable cause) {
    super(message, cause);
  }

  static void unless(boolean holds, String message) {
    if (!holds) {
      throw new Violation(message);
    }
  }
}
