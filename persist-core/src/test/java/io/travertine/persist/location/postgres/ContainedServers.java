package io.travertine.persist.location.postgres;

import java.util.ArrayList;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.cockroachdb.CockroachContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Servers in containers, where there is a Docker that works. */
final class ContainedServers {

  private ContainedServers() {}

  static List<PostgresServer> start() {
    List<PostgresServer> servers = new ArrayList<>();
    if (DockerClientFactory.instance().isDockerAvailable()) {
      PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:17");
      postgres.start();
      servers.add(
          new PostgresServer(
              "PostgreSQL in Docker",
              "postgresql://%s:%s@%s:%s/%s"
                  .formatted(
                      postgres.getUsername(),
                      postgres.getPassword(),
                      postgres.getHost(),
                      postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                      postgres.getDatabaseName()),
              postgres));
      CockroachContainer cockroach = new CockroachContainer("cockroachdb/cockroach:v24.3.8");
      cockroach.start();
      servers.add(
          new PostgresServer(
              "CockroachDB in Docker",
              cockroach
                  .getJdbcUrl()
                  .replaceFirst(
                      "jdbc:postgresql://", "postgresql://" + cockroach.getUsername() + "@"),
              cockroach));
    }
    return servers;
  }
}
