package io.travertine.persist.location;

import io.travertine.persist.id.DatabaseId;
import java.util.Optional;

/** A Consensus that keeps the id of the database whose log it is. */
public interface IdentifiedConsensus extends Consensus {

  /**
   * The id it keeps; where it has none yet, {@code fresh}, which it then keeps. Of those who give
   * it one at the same time one wins, and all get that one's.
   *
   * @throws io.travertine.persist.error.LocationException if that fails
   */
  DatabaseId identify(DatabaseId fresh);

  /** The id it keeps; empty where it has none, as earlier releases left it. */
  Optional<DatabaseId> databaseId();
}
