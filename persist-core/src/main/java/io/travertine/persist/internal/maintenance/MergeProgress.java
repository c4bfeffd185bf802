package io.travertine.persist.internal.maintenance;

/** Is told how far compactions by hand have come. Called from one thread; must be quick. */
@FunctionalInterface
public interface MergeProgress {

  /**
   * So many updates have been merged.
   *
   * @param done of {@code whole}, never less than before
   * @param whole as far as is known; more may have to be merged again
   */
  void at(long done, long whole);
}
