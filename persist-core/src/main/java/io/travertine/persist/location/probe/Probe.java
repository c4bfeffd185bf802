package io.travertine.persist.location.probe;

/** Tries out one guarantee. */
interface Probe {

  /** Its name, a few words. */
  String guarantee();

  /** Fails as the store does, where that is no answer to the question. */
  Check run(Trial trial);
}
