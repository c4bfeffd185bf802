package io.travertine.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether a person is watching. */
final class Terminal {

  private Terminal() {}

  /** Whether input and output are a terminal, not a pipe or a file. */
  static boolean isAttached() {
    Console console = System.console();
    return console != null && isTerminal(console);
  }

  /** From JDK 22 on there may be a console without a terminal, and it can be asked. */
  private static boolean isTerminal(Console console) {
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderThan22) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
