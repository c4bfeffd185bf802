package io.travertine.jdbc;

import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JDBC's unwrapping: our objects are nothing but themselves. */
final class Wrapped {

  private Wrapped() {}

  static <T> T unwrap(Object object, @Nullable Class<T> type) throws SQLException {
    if (isWrapper(object, type)) {
      return Objects.requireNonNull(type).cast(object);
    }
    throw Failures.of(
        States.BAD_VALUE,
        object.getClass().getSimpleName()
            + " is not a "
            + (type == null ? "null" : type.getName()));
  }

  static boolean isWrapper(Object object, @Nullable Class<?> type) {
    return type != null && type.isInstance(object);
  }
}
