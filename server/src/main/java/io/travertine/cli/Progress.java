package io.travertine.cli;

import java.io.PrintStream;

/** A line on the terminal that moves while work goes on. Not thread-safe. */
final class Progress {

  private final PrintStream out;
  private final String what;
  private final long whole;
  private final boolean moving = Terminal.isAttached();
  private int shown = -1;

  Progress(PrintStream out, String what, long whole) {
    this.out = out;
    this.what = what;
    this.whole = whole;
  }

  /** So much of the whole is done. */
  void at(long done) {
    int percent = (int) (100 * done / whole);
    if (moving && percent != shown) {
      shown = percent;
      out.print("\r" + what + " … " + percent + " %");
      out.flush();
    }
  }

  /** All of it is. */
  void done() {
    out.println((moving ? "\r" : "") + what + " … done ");
  }
}
