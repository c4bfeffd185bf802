package io.travertine.cli;

import io.travertine.persist.inspect.ProgressListener;
import java.io.PrintStream;

/** A bar that grows on a terminal and is gone when the work is done; nothing without a terminal. */
final class ProgressBar implements ProgressListener, AutoCloseable {

  private static final int WIDTH = 30;

  private final PrintStream err;
  private final String what;
  private final boolean shown;
  private String last = "";

  ProgressBar(PrintStream err, String what, boolean shown) {
    this.err = err;
    this.what = what;
    this.shown = shown;
  }

  @Override
  public void at(long done, long whole) {
    if (!shown || whole <= 0) {
      return;
    }
    int filled = (int) (WIDTH * done / whole);
    String line =
        "["
            + "#".repeat(filled)
            + ".".repeat(WIDTH - filled)
            + "] "
            + done
            + "/"
            + whole
            + " "
            + what;
    if (!line.equals(last)) {
      last = line;
      err.print("\r" + line);
      err.flush();
    }
  }

  @Override
  public void close() {
    if (!last.isEmpty()) {
      err.print("\r" + " ".repeat(last.length()) + "\r");
      err.flush();
      last = "";
    }
  }
}
