package io.travertine.persist.internal.spine;

import io.travertine.persist.error.CorruptException;
import java.util.Optional;

/** A single durable value before and after. The value before is checked when it is applied. */
public record Replaced<T>(T before, T after) {

  /** The replacement that makes {@code after} of {@code before}; none if they are equal. */
  public static <T> Optional<Replaced<T>> between(T before, T after) {
    return before == after || before.equals(after)
        ? Optional.empty()
        : Optional.of(new Replaced<>(before, after));
  }

  /**
   * What {@code found} is replaced by, if at all.
   *
   * @param what the name of the field, for the message
   * @throws CorruptException if there is something else
   */
  public static <T> T apply(Optional<Replaced<T>> replaced, T found, String what) {
    if (replaced.isEmpty()) {
      return found;
    }
    if (!replaced.get().before().equals(found)) {
      throw new CorruptException(
          "diff does not apply: expected "
              + what
              + " "
              + replaced.get().before()
              + ", found "
              + found);
    }
    return replaced.get().after();
  }
}
