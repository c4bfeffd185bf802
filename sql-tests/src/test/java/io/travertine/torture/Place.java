package io.travertine.torture;

import java.sql.SQLException;
import java.util.Random;

/** Where the databases of a campaign are. */
interface Place extends AutoCloseable {

  /** For people. */
  String name();

  /** The JDBC URL of a database that does not exist yet. */
  String newUrl();

  /** Whether there is a server that {@link #fail} can stop. */
  boolean hasServer();

  /** Stops the server in the middle of what it does, and starts it again. */
  void fail(Random random) throws Exception;

  @Override
  void close() throws Exception;

  /** Whether this is of the kind that victims can share. */
  static void check(String url) throws SQLException {
    if (url.startsWith("jdbc:travertine:mem:")) {
      throw new IllegalArgumentException("what is in memory dies with its process: " + url);
    }
    Books.location(url);
  }
}
