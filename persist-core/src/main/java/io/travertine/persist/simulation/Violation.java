package io.travertine.persist.simulation;

import java.util.function.Supplier;

/** What the storage core must never do, and did. */
final class Violation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }

  Violation(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * @param message only made when needed: most of a simulation is checks that hold
   */
  static void unless(boolean holds, Supplier<String> message) {
    if (!holds) {
      throw new Violation(message.get());
    }
  }
}
