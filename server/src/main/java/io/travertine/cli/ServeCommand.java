package io.travertine.cli;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.DatabaseOptions;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.jdbc.url.ConnectUrl;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.pubsub.PubSubHub;
import io.travertine.persist.pubsub.PubSubServer;
import io.travertine.persist.time.Clock;
import io.travertine.server.ServerOptions;
import io.travertine.server.TravertineServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code travertine serve}: a database behind HTTP, until the process is told to end. */
final class ServeCommand {

  static final List<String> OPTIONS = List.of("--port", "--host", "--lease-minutes", "--pubsub");

  private static final int PORTS = 65_535;
  private static final int LEASE_MINUTES_MOST = 100_000;

  private static final Pattern ADDRESS =
      Pattern.compile("(?:(?<host>[^:\\s]+|\\[[0-9A-Fa-f:.]+]):)?(?<port>[0-9]{1,5})");

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
    Optional<InetSocketAddress> pubSub = arguments.last("--pubsub").map(ServeCommand::address);
    PubSubHub hub = new PubSubHub();
    try (Database database = Database.open(location, options(pubSub, hub));
        TravertineServer server = TravertineServer.start(database, options);
        Closeable pushes = pubSub.isPresent() ? pushes(pubSub.get(), hub) : () -> {}) {
      out.println("serving " + location + " at " + server.url() + " (Ctrl-C ends it)");
      warnOfStrangers(options.host(), "can read and change everything");
      out.flush();
      awaitTheEnd(server, database);
      return Travertine.OK;
    } catch (SqlFailure e) {
      throw new CommandFailure("error " + e.sqlState() + ": " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }

  private static DatabaseOptions options(Optional<InetSocketAddress> pubSub, PubSubHub hub) {
    DatabaseOptions defaults = DatabaseOptions.defaults();
    return pubSub.isPresent() ? defaults.withStorage(defaults.storage().withPubSub(hub)) : defaults;
  }

  private Closeable pushes(InetSocketAddress address, PubSubHub hub) throws IOException {
    String host = address.getHostString();
    PubSubServer pushes;
    try {
      if (address.isUnresolved()) {
        throw new UnknownHostException("there is no such host");
      }
      pushes = PubSubServer.listen(address, hub, Clock.system());
    } catch (IOException e) {
      String where = host + ":" + address.getPort();
      throw new IOException("cannot listen on " + where + " for pushes: " + e.getMessage(), e);
    }
    String where = host + ":" + pushes.address().getPort();
    out.println("processes on this database meet here by ;pubsub=tcp://" + where);
    warnOfStrangers(host, "can learn what is committed");
    return pushes::close;
  }

  /** On loopback unless {@code text} says where. */
  private static InetSocketAddress address(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group("port")) > PORTS) {
      throw new MisuseException("--pubsub takes PORT or HOST:PORT, not '" + text + "'");
    }
    String host =
        Optional.ofNullable(matcher.group("host")).orElse(ServerOptions.defaults().host());
    return new InetSocketAddress(host, Integer.parseInt(matcher.group("port")));
  }

  private void warnOfStrangers(String host, String what) throws UnknownHostException {
    if (!InetAddress.getByName(host).isLoopbackAddress()) {
      out.println("warning: there is no authentication yet: whoever reaches " + host + " " + what);
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
