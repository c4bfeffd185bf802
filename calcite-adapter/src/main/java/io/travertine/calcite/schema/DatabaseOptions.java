package io.travertine.calcite.schema;

import io.travertine.persist.PersistConfig;
import io.travertine.persist.location.Access;

/**
 * How a database is opened.
 *
 * @param storage time, randomness and limits of the storage core
 * @param access {@link Access#READ_ONLY} if nobody is going to change anything: then a place that
 *     cannot be written will do, and none is created
 */
public record DatabaseOptions(PersistConfig storage, Access access) {

  /** The machine's clock, unpredictable ids, the documented limits; for writing. */
  public static DatabaseOptions defaults() {
    return new DatabaseOptions(PersistConfig.defaults(), Access.READ_WRITE);
  }

  public DatabaseOptions withStorage(PersistConfig other) {
    return new DatabaseOptions(other, access);
  }

  public DatabaseOptions withAccess(Access other) {
    return new DatabaseOptions(storage, other);
  }
}
