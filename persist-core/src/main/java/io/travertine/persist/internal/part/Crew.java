package io.travertine.persist.internal.part;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Who does pieces of work that do not depend on each other, perhaps several at once. */
public interface Crew {

  /**
   * What one thread works with.
   *
   * @param <T> what a piece of work results in
   */
  interface Hand<T> extends AutoCloseable {

    /** Does a piece of work. */
    T work(int piece);

    @Override
    void close();
  }

  /**
   * Does the pieces from 0 to {@code count}.
   *
   * @param hand one for each thread that takes part; closed after
   * @return their results, in order
   */
  <T> List<T> share(int count, Supplier<? extends Hand<T>> hand);

  /** Nobody else: the caller does everything, one piece after the other. */
  static Crew alone() {
    return new Crew() {
      @Override
      public <T> List<T> share(int count, Supplier<? extends Hand<T>> hand) {
        try (Hand<T> own = hand.get()) {
          List<T> results = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            results.add(own.work(i));
          }
          return results;
        }
      }
    };
  }
}
