package io.travertine.persist.location;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Chooses the servers that tests run on, starts each once in a JVM when it is first needed, and
 * notes it for the line at the end of a build. A suite that names a kind of them as its source of
 * arguments runs on each; a test that is extended with it gets the first as a parameter.
 *
 * @param <S> one kind of server
 */
public abstract class TestServers<S> implements ParameterResolver, ArgumentsProvider {

  private static final Namespace NAMESPACE = Namespace.create(TestServers.class);

  private final Class<S> type;
  private final String given;

  /**
   * @param given the property that names a server that runs already: then no other is used
   */
  protected TestServers(Class<S> type, String given) {
    this.type = type;
    this.given = given;
  }

  /** The server at a URI. */
  protected abstract S given(String uri);

  /** Those that need nothing installed. */
  protected abstract List<S> start() throws Exception;

  /** Those in containers, where there is a Docker. */
  protected abstract List<S> startContained() throws Exception;

  protected abstract void stop(S server) throws Exception;

  /** Keeps them until the JVM has run all its tests: to Surefire, each class is a run. */
  private final class Started implements AutoCloseable {
    private final List<S> servers = new ArrayList<>();

    private Started() {
      String uri = System.getProperty(given, "");
      try {
        if (uri.isEmpty()) {
          servers.addAll(start());
          if (Docker.isThere()) {
            servers.addAll(startContained());
          } else {
            ServersUsed.note("no Docker");
          }
        } else {
          servers.add(given(uri));
        }
      } catch (Exception e) {
        throw new IllegalStateException("no " + type.getSimpleName() + " for the tests", e);
      }
      servers.forEach(server -> ServersUsed.note(server.toString()));
    }

    @Override
    public void close() throws Exception {
      for (S server : servers) {
        stop(server);
      }
    }
  }

  private List<S> servers(ExtensionContext context) {
    @SuppressWarnings("unchecked")
    Started started =
        (Started)
            context
                .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .getOrComputeIfAbsent(type, absent -> new Started(), TestServers.Started.class);
    return started.servers;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == type;
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
}
