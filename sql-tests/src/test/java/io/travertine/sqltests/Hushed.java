package io.travertine.sqltests;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps a suite from telling the log of all the trouble that it causes. */
final class Hushed implements BeforeAllCallback, AfterAllCallback {

  /** Held, so that their levels stay. */
  private static final List<Logger> LOGGERS =
      List.of(Logger.getLogger("io.travertine"), Logger.getLogger("com.zaxxer.hikari"));

  @Override
  public void beforeAll(ExtensionContext context) {
    LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    LOGGERS.forEach(logger -> logger.setLevel(null));
  }

  /** In a process of its own, to its end. */
  static void forGood() {
    LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
  }
}
