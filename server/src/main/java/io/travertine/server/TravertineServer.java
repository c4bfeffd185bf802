package io.travertine.server;

import io.travertine.calcite.schema.Database;
import io.travertine.jdbc.embedded.Sessions;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.avatica.server.HttpServer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a database over HTTP until closed. Sessions whose clients have vanished end when their
 * lease does; nothing is ever executed a second time for them. Thread-safe.
 */
public final class TravertineServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TravertineServer.class);

  /** Longer than clients keep idle connections, so that it is never us who hang up first. */
  private static final Duration CONNECTION_IDLE_MOST = Duration.ofMinutes(30);

  private static final int REAPS_PER_LEASE = 10;

  private final ServerOptions options;
  private final Sessions sessions;
  private final HttpServer http;
  private final ScheduledExecutorService reaper;

  private TravertineServer(ServerOptions options, Sessions sessions) {
    this.options = options;
    this.sessions = sessions;
    this.http =
        HttpServer.Builder.<Server>newBuilder()
            .withPort(options.port())
            .withHandler(new RequestHandler(sessions))
            .withServerCustomizers(List.of(this::customize), Server.class)
            .build();
    this.reaper =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "travertine-session-reaper");
              thread.setDaemon(true);
              return thread;
            });
  }

  private void customize(Server server) {
    ServerConnector connector = (ServerConnector) server.getConnectors()[0];
    connector.setHost(options.host());
    connector.setIdleTimeout(CONNECTION_IDLE_MOST.toMillis());
    server.setStopAtShutdown(false);
  }

  /**
   * Starts serving {@code database}, which stays the caller's to close, after the server.
   *
   * @throws IOException if the address cannot be listened on
   */
  public static TravertineServer start(Database database, ServerOptions options)
      throws IOException {
    TravertineServer server = new TravertineServer(options, new Sessions(database, Clock.system()));
    try {
      server.http.start();
    } catch (RuntimeException e) {
      server.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot listen on "
              + options.host()
              + ":"
              + options.port()
              + ": "
              + (cause.getMessage() == null ? cause : cause.getMessage()),
          e);
    }
    server.reapEvery(options.sessionLease().dividedBy(REAPS_PER_LEASE));
    return server;
  }

  private void reapEvery(Duration interval) {
    long millis = Math.max(10, interval.toMillis());
    reaper.scheduleWithFixedDelay(this::reap, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void reap() {
    try {
      int reaped = sessions.reap(options.sessionLease());
      if (reaped > 0) {
        LOG.info("{} sessions ended: silent for {}", reaped, options.sessionLease());
      }
    } catch (RuntimeException e) {
      LOG.warn("a silent session could not be ended", e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return http.getPort();
  }

  /** Where clients connect to. */
  public String url() {
    String host = options.host();
    return "jdbc:travertine://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port()
        + "/";
  }

  /** How many sessions are open. */
  public int sessions() {
    return sessions.count();
  }

  /** Stops what is running, ends all sessions and stops listening. */
  @Override
  public void close() {
    reaper.shutdownNow();
    sessions.close();
    if (http.getPort() >= 0) {
      http.stop();
    }
  }
}
