package io.travertine.jdbc.embedded;

import io.travertine.calcite.schema.Database;
import io.travertine.calcite.schema.DatabaseOptions;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.jdbc.doorway.Doorway;
import io.travertine.jdbc.failure.DoorwayFailure;
import io.travertine.jdbc.failure.States;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;

/** Opens databases for connections of this process. The driver finds this class by its name. */
public final class EmbeddedDoorway {

  private EmbeddedDoorway() {}

  /**
   * A doorway for one connection, which owns its share of the database.
   *
   * @param location {@code mem:NAME} or {@code file:PATH}
   * @throws DoorwayFailure if it cannot be opened
   */
  public static Doorway open(String location) {
    return open(location, DatabaseOptions.defaults());
  }

  /**
   * A doorway that need not write: none is created, and one in a place that cannot be written will
   * do.
   *
   * @param location {@code mem:NAME} or {@code file:PATH}
   * @throws DoorwayFailure if it cannot be opened
   */
  public static Doorway openForReading(String location) {
    return open(location, DatabaseOptions.defaults().withAccess(Access.READ_ONLY));
  }

  private static Doorway open(String location, DatabaseOptions options) {
    try {
      Database database = Database.open(where(location), options);
      return new EngineDoorway(
          new Sessions(database, Clock.system()), FrameForm.ENGINE, closing(database));
    } catch (SqlFailure e) {
      throw new DoorwayFailure(e.sqlState(), String.valueOf(e.getMessage()), e);
    }
  }

  private static PersistLocation where(String location) {
    try {
      return PersistLocation.of(location);
    } catch (IllegalArgumentException e) {
      throw new DoorwayFailure(
          States.CANNOT_CONNECT, "'" + location + "' is no location: " + e.getMessage(), e);
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
