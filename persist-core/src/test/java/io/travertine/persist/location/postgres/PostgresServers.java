package io.travertine.persist.location.postgres;

import io.travertine.persist.location.TestServers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * PostgreSQL from its binaries on Maven Central, which needs nothing installed, and in containers
 * PostgreSQL and CockroachDB where there is a Docker; or {@code
 * -Dtravertine.test.postgres=postgresql://…}.
 */
public final class PostgresServers extends TestServers<PostgresServer> {

  /** For JUnit. */
  public PostgresServers() {
    super(PostgresServer.class, "travertine.test.postgres");
  }

  @Override
  protected PostgresServer given(String uri) {
    return new PostgresServer("the given PostgreSQL", uri, () -> {});
  }

  @Override
  protected List<PostgresServer> start() throws IOException, SQLException {
    return List.of(embedded(EmbeddedPostgres.builder()));
  }

  @Override
  protected List<PostgresServer> startContained() {
    return ContainedServers.start();
  }

  @Override
  protected void stop(PostgresServer server) throws Exception {
    server.stop();
  }

  /** One of its own, for tests that end or restart it. */
  public static PostgresServer embedded(EmbeddedPostgres.Builder builder)
      throws IOException, SQLException {
    String fsync = System.getProperty("travertine.test.postgres.fsync", "off");
    EmbeddedPostgres postgres =
        builder
            .setPGStartupWait(Duration.ofMinutes(1))
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", fsync)
            .setServerConfig("max_connections", "100")
            .start();
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      return new PostgresServer(
          "PostgreSQL %s embedded".formatted(connection.getMetaData().getDatabaseProductVersion()),
          "postgresql://postgres@localhost:" + postgres.getPort() + "/postgres?fsync=" + fsync,
          postgres);
    }
  }
}
