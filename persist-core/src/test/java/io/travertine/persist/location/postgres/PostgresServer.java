package io.travertine.persist.location.postgres;

import io.travertine.persist.location.LocationUri;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server that speaks PostgreSQL. */
public final class PostgresServer {

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final String name;
  private final String base;
  private final AutoCloseable process;

  /**
   * @param name for people
   * @param base a {@code postgresql:} URI of one database, with the right to do anything there
   * @param process closed when it stops
   */
  PostgresServer(String name, String base, AutoCloseable process) {
    this.name = name;
    this.base = base;
    this.process = process;
  }

  /** The URI of a database that does not exist yet. */
  public String newDatabase() {
    return database(newSchema());
  }

  /** A schema that does not exist yet. */
  public String newSchema() {
    return "t%s_%s".formatted(ProcessHandle.current().pid(), SCHEMAS.incrementAndGet());
  }

  /** The URI of the database in a schema. */
  public String database(String schema) {
    return base + (base.contains("?") ? "&" : "?") + "currentSchema=" + schema;
  }

  /** The same with its port and host replaced, such as by a proxy's. */
  String database(String schema, int port) {
    return database(schema).replaceFirst("(@|//)[^@/?]+/", "$1127.0.0.1:" + port + "/");
  }

  int port() {
    String hosts = place().hosts();
    int colon = hosts.lastIndexOf(':');
    return colon < 0 ? 5432 : Integer.parseInt(hosts.substring(colon + 1));
  }

  String host() {
    String hosts = place().hosts();
    int colon = hosts.lastIndexOf(':');
    return colon < 0 ? hosts : hosts.substring(0, colon);
  }

  /** For looking behind the scenes. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(place().jdbcUrl(), place().connectionProperties());
  }

  /** Runs statements one by one. */
  public void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  boolean isCockroach() {
    return name.startsWith("CockroachDB");
  }

  private PostgresPlace place() {
    return PostgresPlace.parse(LocationUri.parse(base), Map.of());
  }

  /** Stops it, if it is one of ours. */
  public void stop() throws Exception {
    process.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
