package io.travertine.persist.location.postgres;

import java.util.List;
import org.testcontainers.cockroachdb.CockroachContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Servers in containers. */
final class ContainedServers {

  private ContainedServers() {}

  static List<PostgresServer> start() {
    PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:17");
    postgres.start();
    CockroachContainer cockroach = new CockroachContainer("cockroachdb/cockroach:v24.3.8");
    cockroach.start();
    return List.of(
        new PostgresServer(
            "PostgreSQL 17 in Docker",
            "postgresql://%s:%s@%s:%s/%s?fsync=off"
                .formatted(
                    postgres.getUsername(),
                    postgres.getPassword(),
                    postgres.getHost(),
                    postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                    postgres.getDatabaseName()),
            postgres),
        new PostgresServer(
            "CockroachDB 24.3.8 in Docker",
            cockroach
                .getJdbcUrl()
                .replaceFirst(
                    "jdbc:postgresql://", "postgresql://" + cockroach.getUsername() + "@"),
            cockroach));
  }
}
