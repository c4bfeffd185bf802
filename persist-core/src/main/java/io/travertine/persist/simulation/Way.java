package io.travertine.persist.simulation;

import io.travertine.persist.id.Seed;
import io.travertine.persist.time.Clock;
import java.util.function.Supplier;

/**
 * What lies between one process and a store: time passes, others come first, requests and answers
 * get lost. Used in turns.
 */
public interface Way {

  /** A request that reads, or may be repeated. */
  <T> T read(String what, Supplier<T> effect);

  /**
   * A request that writes. It may be delivered twice, or after its sender gave up on it.
   *
   * @param effect what it does when it arrives, each time
   */
  <T> T write(String what, Supplier<T> effect);

  /** The time of the process. */
  Clock clock();

  /** Chance for the process. */
  Seed seed();
}
