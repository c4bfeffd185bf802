package io.travertine.benchmarks.engine;

import java.sql.Connection;
import java.sql.SQLException;

/** A running database, empty at first. Thread-safe. */
public interface Engine extends AutoCloseable {

  /** A new connection, in autocommit. */
  Connection connect() throws SQLException;

  /** Forces what was committed to disk where a commit alone does not; called after each commit. */
  default void afterCommit(Connection connection) throws SQLException {}

  /** Stops the database. */
  @Override
  void close() throws SQLException;
}
