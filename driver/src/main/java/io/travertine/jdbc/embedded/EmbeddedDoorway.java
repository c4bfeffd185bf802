package io.travertine.jdbc.embedded;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.DatabaseOptions;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.jdbc.doorway.Doorway;
import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.States;
import io.travertine.jdbc.url.ConnectUrl;
import io.travertine.jdbc.url.PubSubChoice;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.pubsub.PubSubConnector;
import io.travertine.persist.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;

/** Opens databases for connections of this process. The driver finds this class by its name. */
public final class EmbeddedDoorway {

  private EmbeddedDoorway() {}

  /**
   * A doorway for one connection, which owns its share of the database. One that need not write
   * creates none, and will do with a place that cannot be written.
   *
   * @throws DoorwayFailure if it cannot be opened
   */
  public static Doorway open(ConnectUrl.Embedded url) {
    DatabaseOptions defaults = DatabaseOptions.defaults();
    DatabaseOptions options =
        defaults
            .withStorage(defaults.storage().withPubSub(connector(url.options().pubSub())))
            .withPatience(url.options().loginTimeout());
    return open(url, url.options().readOnly() ? options.withAccess(Access.READ_ONLY) : options);
  }

  private static PubSubConnector connector(PubSubChoice choice) {
    if (choice instanceof PubSubChoice.Tcp tcp) {
      return PubSubConnector.tcp(tcp.host(), tcp.port());
    }
    return choice instanceof PubSubChoice.None
        ? PubSubConnector.none()
        : PubSubConnector.automatic();
  }

  private static Doorway open(ConnectUrl.Embedded url, DatabaseOptions options) {
    try {
      Database database = Database.open(where(url), options);
      return new EngineDoorway(
          new Sessions(database, Clock.system()), FrameForm.ENGINE, closing(database));
    } catch (SqlFailure e) {
      throw new DoorwayFailure(e.sqlState(), String.valueOf(e.getMessage()), e);
    }
  }

  private static PersistLocation where(ConnectUrl.Embedded url) {
    try {
      return EmbeddedLocation.of(url);
    } catch (IllegalArgumentException e) {
      throw new DoorwayFailure(
          States.CANNOT_CONNECT,
          "'" + ConnectUrl.withoutPassword(url.location()) + "' is no location: " + e.getMessage(),
          e);
    }
  }

  /** Closes the connection's share of the database, once. */
  private static Runnable closing(Database database) {
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        database.close();
      }
    };
  }
}
