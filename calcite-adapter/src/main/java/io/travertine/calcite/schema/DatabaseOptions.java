package io.travertine.calcite.schema;

import io.travertine.persist.PersistConfig;

/**
 * How a database is opened.
 *
 * @param storage time, randomness and limits of the storage core
 */
public record DatabaseOptions(PersistConfig storage) {

  /** The machine's clock, unpredictable ids, and the documented limits. */
  public static DatabaseOptions defaults() {
    return new DatabaseOptions(PersistConfig.defaults());
  }

  public DatabaseOptions withStorage(PersistConfig other) {
    return new DatabaseOptions(other);
  }
}
