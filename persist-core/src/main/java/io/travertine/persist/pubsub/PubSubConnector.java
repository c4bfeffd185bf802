package io.travertine.persist.pubsub;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.location.file.DatabaseDirectory;
import io.travertine.persist.time.Clock;
import java.nio.file.Path;
import java.time.Duration;

/** Where a client finds the others of its location. Thread-safe; most often a lambda. */
@FunctionalInterface
public interface PubSubConnector {

  /**
   * A line for one client of {@code location}. Returns at once: if it needs to be built up, that
   * happens in the background, as often as it breaks.
   *
   * @return closed with the client
   */
  PubSub connect(PersistLocation location, Clock clock, Seed seed);

  /**
   * Processes on one {@code file:} directory find each other without any setup; elsewhere every
   * client is on its own.
   */
  static PubSubConnector automatic() {
    return (location, clock, seed) -> {
      if (!location.consensus().scheme().equals("file")) {
        return PubSub.NONE;
      }
      Path directory = DatabaseDirectory.path(location.consensus());
      return Caller.open(
          new DirectoryExchange(directory, clock),
          "pubsub of " + directory,
          Duration.ofSeconds(10),
          clock,
          seed);
    };
  }

  /**
   * Clients meet at a {@link PubSubServer}, which may come and go; those of a {@code mem:} location
   * have nobody to meet.
   */
  static PubSubConnector tcp(String host, int port) {
    return (location, clock, seed) ->
        location.consensus().scheme().equals("mem")
            ? PubSub.NONE
            : Caller.open(
                new TcpExchange(host, port, location, clock),
                "pubsub at " + host + ":" + port,
                Duration.ofSeconds(60),
                clock,
                seed);
  }

  /** Every client is on its own, and looks in Consensus for what the others did. */
  static PubSubConnector none() {
    return (location, clock, seed) -> PubSub.NONE;
  }
}
