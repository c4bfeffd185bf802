package io.travertine.persist.inspect;

/** Is told how far a long piece of work has come. Called from one thread. */
@FunctionalInterface
public interface ProgressListener {

  /** Does nothing. */
  ProgressListener NONE = (done, whole) -> {};

  /**
   * So much is done.
   *
   * @param done of {@code whole}, never less than before
   */
  void at(long done, long whole);
}
