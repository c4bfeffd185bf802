package io.travertine.persist.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What happened, in order: the last steps in words, and a hash over everything. Not thread-safe:
 * written in turns.
 */
final class Trace {

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** Who wants so many steps wants the small ones too. */
  private static final int NOTES_KEPT_FROM = 10_000;

  private final int stepsKept;
  private final Deque<String> last = new ArrayDeque<>();
  private long hash = FNV_BASIS;
  private long steps;

  /**
   * @param stepsKept how many of the last steps to remember
   */
  Trace(int stepsKept) {
    this.stepsKept = stepsKept;
  }

  /** One step, for people. */
  void step(String line) {
    steps++;
    mix(line);
    last.addLast(line);
    if (last.size() > stepsKept) {
      last.removeFirst();
    }
  }

  /** Something too small to tell people. */
  void note(String detail) {
    mix(detail);
    if (stepsKept > NOTES_KEPT_FROM) {
      last.addLast("        . " + detail);
    }
  }

  private void mix(String detail) {
    long mixed = hash;
    for (int i = 0; i < detail.length(); i++) {
      mixed = (mixed ^ detail.charAt(i)) * FNV_PRIME;
    }
    hash = mixed;
  }

  long hash() {
    return hash;
  }

  long steps() {
    return steps;
  }

  /** The last steps, oldest first. */
  List<String> last() {
    return new ArrayList<>(last);
  }
}
