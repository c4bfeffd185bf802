package io.travertine.persist.data;

import java.util.function.LongConsumer;

/** Runs a property with many seeds, naming the one that fails. */
public final class Seeds {

  private Seeds() {}

  /**
   * Runs {@code property} with {@code count} seeds from {@code -Dtravertine.seed}, 1 by default.
   */
  public static void forEach(int count, LongConsumer property) {
    long first = Long.getLong("travertine.seed", 1L);
    for (long seed = first; seed < first + count; seed++) {
      try {
        property.accept(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("with -Dtravertine.seed=" + seed, e);
      }
    }
  }
}
