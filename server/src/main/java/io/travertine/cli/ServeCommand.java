package io.travertine.cli;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.DatabaseOptions;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.jdbc.url.ConnectUrl;
import io.travertine.persist.location.PersistLocation;
import io.travertine.server.ServerOptions;
import io.travertine.server.TravertineServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code travertine serve}: a database behind HTTP, until the process is told to end. */
final class ServeCommand {

  static final List<String> OPTIONS = List.of("--port", "--host", "--lease-minutes");

  private static final int PORTS = 65_535;
  private static final int LEASE_MINUTES_MOST = 100_000;

  private final PrintStream out;

  ServeCommand(PrintStream out) {
    this.out = out;
  }

  int run(Arguments arguments) {
    PersistLocation location = DatabaseArgument.location(arguments.atMostOne());
    ServerOptions defaults = ServerOptions.defaults();
    ServerOptions options =
        new ServerOptions(
            arguments.last("--host").orElse(defaults.host()),
            arguments.number("--port", ConnectUrl.DEFAULT_PORT, 0, PORTS),
            Duration.ofMinutes(
                arguments.number(
                    "--lease-minutes",
                    (int) defaults.sessionLease().toMinutes(),
                    1,
                    LEASE_MINUTES_MOST)));
    try (Database database = Database.open(location, DatabaseOptions.defaults());
        TravertineServer server = TravertineServer.start(database, options)) {
      out.println("serving " + location + " at " + server.url() + " (Ctrl-C ends it)");
      warnOfStrangers(options.host());
      out.flush();
      awaitTheEnd(server, database);
      return Travertine.OK;
    } catch (SqlFailure e) {
      throw new CommandFailure("error " + e.sqlState() + ": " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }

  private void warnOfStrangers(String host) throws UnknownHostException {
    if (!InetAddress.getByName(host).isLoopbackAddress()) {
      out.println(
          "warning: there is no authentication yet: whoever reaches "
              + host
              + " can read and change everything");
    }
  }

  /** Ends server and database in order when the process is told to end. */
  private static void awaitTheEnd(TravertineServer server, Database database) {
    CountDownLatch never = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  database.close();
                },
                "travertine-shutdown"));
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
