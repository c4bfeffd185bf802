package io.travertine.sqltests;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.DatabaseOptions;
import io.travertine.persist.location.PersistLocation;
import io.travertine.server.ServerOptions;
import io.travertine.server.TravertineServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One database with its doorways open: this process, and a server in both serializations. */
final class Doors implements AutoCloseable {

  /** A way in. */
  enum Door {
    EMBEDDED,
    PROTOBUF,
    JSON
  }

  private static final AtomicInteger NAMES = new AtomicInteger();

  /** Jetty tells of every start and stop. */
  private static final Logger QUIET = Logger.getLogger("");

  static {
    QUIET.setLevel(Level.WARNING);
  }

  private final String location;
  private final Database database;
  private final TravertineServer server;

  private Doors(String location, ServerOptions options) throws IOException {
    this.location = location;
    this.database = Database.open(PersistLocation.of(location), DatabaseOptions.defaults());
    this.server = TravertineServer.start(database, options);
  }

  /** Of a new database in memory. */
  static Doors inMemory() throws IOException {
    return inMemory(ServerOptions.defaults());
  }

  static Doors inMemory(ServerOptions options) throws IOException {
    return new Doors("mem:doors-" + NAMES.incrementAndGet(), options);
  }

  /** Of the database in a directory. */
  static Doors in(Path directory) throws IOException {
    return at("file:" + directory);
  }

  /** Of the database at a location. */
  static Doors at(String location) throws IOException {
    return new Doors(location, ServerOptions.defaults());
  }

  /** A URL, with {@code options} like {@code ;schema=s} at its end. */
  String url(Door door, String options) {
    return switch (door) {
      case EMBEDDED -> "jdbc:travertine:" + location + options;
      case PROTOBUF -> server.url() + options;
      case JSON -> server.url() + ";serialization=json" + options;
    };
  }

  Connection connect(Door door) throws SQLException {
    return connect(door, "");
  }

  Connection connect(Door door, String options) throws SQLException {
    return DriverManager.getConnection(url(door, options));
  }

  TravertineServer server() {
    return server;
  }

  @Override
  public void close() {
    server.close();
    database.close();
  }
}
