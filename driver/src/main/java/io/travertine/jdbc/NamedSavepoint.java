package io.travertine.jdbc;

import io.travertine.jdbc.failure.Failures;
import io.travertine.jdbc.failure.States;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A savepoint, which on the other side always has a name. Immutable. */
final class NamedSavepoint implements Savepoint {

  private final int id;
  private final Optional<String> name;

  private NamedSavepoint(int id, Optional<String> name) {
    this.id = id;
    this.name = name;
  }

  static NamedSavepoint named(String name) {
    return new NamedSavepoint(0, Optional.of(name));
  }

  static NamedSavepoint unnamed(int id) {
    return new NamedSavepoint(id, Optional.empty());
  }

  /**
   * One of ours.
   *
   * @throws SQLException 3B001 if it is not
   */
  static NamedSavepoint of(@Nullable Savepoint savepoint) throws SQLException {
    if (savepoint instanceof NamedSavepoint ours) {
      return ours;
    }
    throw Failures.of(States.NO_SAVEPOINT, "the savepoint is of another driver");
  }

  /** Its name in SQL. */
  String identifier() {
    return '"' + name.map(given -> given.replace("\"", "\"\"")).orElse("savepoint " + id) + '"';
  }

  @Override
  public int getSavepointId() throws SQLException {
    if (name.isPresent()) {
      throw Failures.of(States.NO_SAVEPOINT, "the savepoint has a name and no id");
    }
    return id;
  }

  @Override
  public String getSavepointName() throws SQLException {
    return name.orElseThrow(
        () -> Failures.of(States.NO_SAVEPOINT, "the savepoint has an id and no name"));
  }
}
