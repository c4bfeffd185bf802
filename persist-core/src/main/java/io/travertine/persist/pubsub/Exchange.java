package io.travertine.persist.pubsub;

import java.io.Closeable;
import java.io.IOException;

/** Finds the way to the others. Used by one thread. */
@FunctionalInterface
interface Exchange {

  /**
   * Connects to the others, or prepares to be connected to.
   *
   * @return closed by the caller
   * @throws IOException if there is no way now
   */
  Way call() throws IOException;

  /** A way that was found; closing it ends it from any thread. */
  interface Way extends Closeable {

    /**
     * Joins {@code line} with the others until there is no way any more.
     *
     * @param whenJoined called once it is joined
     * @throws IOException with what ended it
     * @throws InterruptedException if the thread is interrupted
     */
    void join(Line line, Runnable whenJoined) throws IOException, InterruptedException;
  }
}
