package io.travertine.benchmarks.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Apache Derby, which is shut down by a connection that fails. */
record DerbyEngine(Path directory) implements Engine {

  /** What a shutdown that went well ends with. */
  private static final String SHUT_DOWN = "08006";

  @Override
  public Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:derby:" + directory.resolve("db") + ";create=true");
  }

  @Override
  public void close() throws SQLException {
    try {
      DriverManager.getConnection("jdbc:derby:" + directory.resolve("db") + ";shutdown=true")
          .close();
    } catch (SQLException e) {
      if (!SHUT_DOWN.equals(e.getSQLState())) {
        throw e;
      }
    }
  }
}
