package io.travertine.persist.internal.part;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Who does pieces of work that do not depend on each other, perhaps several at once. */
public interface Helpers {

  /**
   * What one thread works with.
   *
   * @param <T> what a piece of work results in
   */
  interface Helper<T> extends AutoCloseable {

    /** Does a piece of work. */
    T help(int piece);

    @Override
    void close();
  }

  /**
   * Does the pieces from 0 to {@code count}.
   *
   * @param helper one for each thread that takes part; closed after
   * @return their results, in order
   */
  <T> List<T> share(int count, Supplier<? extends Helper<T>> helper);

  /** Nobody else: the caller does everything, one piece after the other. */
  static Helpers none() {
    return new Helpers() {
      @Override
      public <T> List<T> share(int count, Supplier<? extends Helper<T>> helper) {
        try (Helper<T> own = helper.get()) {
          List<T> results = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            results.add(own.help(i));
          }
          return results;
        }
      }
    };
  }
}
