package io.travertine.persist.location.probe;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A place of its own in a location, as like a database's as can be, where objects and logs are
 * tried out: what lies there no database ever sees. Thread-safe.
 *
 * <p>Every method fails as Blob and Consensus do.
 */
public interface ProbeGround extends AutoCloseable {

  /** Another client of the objects, which shares nothing with the others but the store. */
  Blob blob();

  /** Another client of the logs, which shares nothing with the others but the store. */
  Consensus consensus();

  /** What only this kind of place can tell of {@code halves}, if they lie in it. */
  List<Check> traits(Set<Half> halves, Extent extent);

  /** What time it is by the store, in milliseconds since the epoch; empty where it does not say. */
  default OptionalLong storeMillis() {
    return OptionalLong.empty();
  }

  /** By how much answers of the store may differ about the time; empty if nothing relies on it. */
  default Optional<Duration> clockTolerance() {
    return Optional.empty();
  }

  /**
   * Closes all clients, and removes everything that was tried out; also what earlier ones left
   * behind when they were killed, an hour ago or earlier.
   */
  @Override
  void close();
}
