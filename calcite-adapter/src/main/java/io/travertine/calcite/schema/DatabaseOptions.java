package io.travertine.calcite.schema;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.location.Access;
import java.time.Duration;

/**
 * How a database is opened.
 *
 * @param storage time, randomness and limits of the storage core
 * @param access {@link Access#READ_ONLY} if nobody is going to change anything: then a place that
 *     cannot be written will do, and none is created
 * @param patience how long opening may take; more than nothing
 */
public record DatabaseOptions(PersistConfig storage, Access access, Duration patience) {

  /** Unless somebody says otherwise. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * The machine's clock, unpredictable ids, the documented limits; for writing, in half a minute.
   */
  public static DatabaseOptions defaults() {
    return new DatabaseOptions(PersistConfig.defaults(), Access.READ_WRITE, PATIENCE);
  }

  public DatabaseOptions withStorage(PersistConfig other) {
    return new DatabaseOptions(other, access, patience);
  }

  public DatabaseOptions withAccess(Access other) {
    return new DatabaseOptions(storage, other, patience);
  }

  public DatabaseOptions withPatience(Duration other) {
    return new DatabaseOptions(storage, access, other);
  }
}
