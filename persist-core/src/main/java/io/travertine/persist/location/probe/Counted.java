package io.travertine.persist.location.probe;

/** Numbers of things, for people. */
final class Counted {

  private Counted() {}

  static String of(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
