package io.travertine.persist.location.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Chooses the servers of a run, starts each once in a JVM, and says which in one line. Suites that
 * name this as their source of arguments run on each; a test that is extended with it gets the
 * first as a parameter.
 *
 * <p>By default that is PostgreSQL from its binaries on Maven Central, which needs nothing
 * installed, and in containers PostgreSQL and CockroachDB where there is a Docker. {@code
 * -Dtravertine.test.postgres=postgresql://…} names one that runs already.
 */
public final class PostgresServers implements ParameterResolver, ArgumentsProvider {

  private static final Namespace NAMESPACE = Namespace.create(PostgresServers.class);
  private static final Logger LOG = Logger.getLogger(PostgresServers.class.getName());

  /** Keeps them until the run ends. */
  private record Started(List<PostgresServer> servers) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      for (PostgresServer server : servers) {
        server.stop();
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == PostgresServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return servers(context).get(0);
  }

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return servers(context).stream().map(Arguments::of);
  }

  private static List<PostgresServer> servers(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Started.class, type -> start(), Started.class)
        .servers();
  }

  private static Started start() {
    String given = System.getProperty("travertine.test.postgres", "");
    List<PostgresServer> servers = new ArrayList<>();
    try {
      if (!given.isEmpty()) {
        servers.add(new PostgresServer("the given PostgreSQL", given, () -> {}));
      } else {
        servers.add(embedded(EmbeddedPostgres.builder()));
        if (isDockerLikely()) {
          servers.addAll(ContainedServers.start());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("no PostgreSQL for the tests", e);
    }
    LOG.info("PostgreSQL tests run on " + servers);
    return new Started(servers);
  }

  /** One of its own, for tests that end or restart it. */
  static PostgresServer embedded(EmbeddedPostgres.Builder builder) throws IOException {
    EmbeddedPostgres postgres =
        builder
            .setPGStartupWait(Duration.ofMinutes(1))
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", System.getProperty("travertine.test.postgres.fsync", "off"))
            .setServerConfig("max_connections", "100")
            .start();
    return new PostgresServer(
        "embedded PostgreSQL",
        "postgresql://postgres@localhost:" + postgres.getPort() + "/postgres",
        postgres);
  }

  /** Asking Testcontainers takes longer. */
  private static boolean isDockerLikely() {
    return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
  }
}
