package io.travertine.jdbc;

import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import java.sql.SQLException;

/** JDBC's unwrapping: our objects are nothing but themselves. */
final class Wrapped {

  private Wrapped() {}

  static <T> T unwrap(Object object, Class<T> type) throws SQLException {
    if (type.isInstance(object)) {
      return type.cast(object);
    }
    throw Failures.of(
        States.BAD_VALUE, object.getClass().getSimpleName() + " is not a " + type.getName());
  }
}
