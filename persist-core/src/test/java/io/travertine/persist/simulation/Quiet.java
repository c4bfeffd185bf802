package io.travertine.persist.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the core from telling the log of all the trouble it is put to. */
final class Quiet {

  /** Held, so that its level stays. */
  private static final Logger CORE = Logger.getLogger("io.travertine.persist");

  private Quiet() {}

  static void begin() {
    CORE.setLevel(Level.OFF);
  }

  static void end() {
    CORE.setLevel(null);
  }
}
